import { isMap } from '#lib/fields.ts';

/**
 * mergeSettings puts together what several items say of the same, in the order of their ranks: maps are merged, lists and
 * single values replace what was before, and lists whose name begins with `append` add to it.
 */
export function mergeSettings<D extends object>(settings: readonly D[]): D | undefined {
  const [first, ...rest] = settings;
  if (first === undefined) return undefined;
  return rest.reduce<D>((all, one) => merged(all, one), first);
}

function merged<D extends object>(all: D, one: D): D {
  const result = new Map<string, unknown>(Object.entries(all));
  for (const [name, value] of Object.entries(one)) result.set(name, together(name, result.get(name), value));
  // Every field of any of them is there, with a value of one of them or of the same sort.
  return Object.fromEntries(result) as D;
}

function together(name: string, before: unknown, value: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(value) && name.startsWith('append'))
    return [...before, ...value];
  return isMap(before) && isMap(value) ? merged(before, value) : value;
}
