import { isMap } from './fields.ts';

/**
 * mergeSettings merges what several items say, in the order of their ranks: maps are merged, lists and single values replace
 * the earlier ones, and a list whose name begins with `append` is added to the earlier one.
 */
export function mergeSettings<D extends object>(settings: readonly D[]): D | undefined {
  const [first, ...rest] = settings;
  if (first === undefined) return undefined;
  return rest.reduce<D>((all, one) => merged(all, one), first);
}

function merged<D extends object>(all: D, one: D): D {
  const result = new Map<string, unknown>(Object.entries(all));
  for (const [name, value] of Object.entries(one)) result.set(name, together(name, result.get(name), value));
  // Each field of the result has a value from one of them, or two of the same type merged, so the result is a D.
  return Object.fromEntries(result) as D;
}

function together(name: string, before: unknown, value: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(value) && name.startsWith('append'))
    return [...before, ...value];
  return isMap(before) && isMap(value) ? merged(before, value) : value;
}
