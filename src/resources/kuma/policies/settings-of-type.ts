import type { Report } from '../../schema/annotate.ts';

/**
 * settingsOfType is the rule of what has a `type`: of the fields in which settings stand it has the one that `fieldOf` pairs with
 * its type, and no other. `missing` is what is said where that one is not there.
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
