import type { Report } from '../../schema/annotate.ts';

/**
 * settingsOfType makes a rule for objects with a `type`: the field that `fieldOf` pairs with the type must be present, and none
 * of the others. `missing` is the message where that field is absent.
 */
export function settingsOfType<Type extends string, Field extends string>(
  fieldOf: Readonly<Record<Type, Field>>,
  missing: (type: Type) => string = () => 'must be defined',
): (written: { readonly type: Type } & { readonly [F in Field]?: unknown }, report: Report) => void {
  const all = new Set(Object.values<Field>(fieldOf));
  return (written, report) => {
    const { type } = written;
    const own = fieldOf[type];
    if (written[own] === undefined) report(missing(type), own);
    for (const other of all)
      if (other !== own && written[other] !== undefined)
        report(`must not be set where the type is ${type}`, other);
  };
}
