import { isPlainObject } from './schema/describe.ts';

/** Deeper than any kind goes, and shallow enough for every recursion. */
const maxDepth = 64;
/** The largest EndpointSlice (1,000 endpoints of 100 addresses) fits. */
const maxValues = 150_000;

/**
 * boundsProblem says in a sentence why an object is too deep or too large to be read; undefined where it is neither. What a YAML
 * alias stands for counts at each use; an alias that contains itself is too deep.
 */
export function boundsProblem(object: unknown): string | undefined {
  let left = maxValues;
  const walk = (value: unknown, depth: number): string | undefined => {
    if (--left < 0) {
      return `must have at most ${maxValues} values, what aliases stand for counted each time; split the object`;
    }
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth === maxDepth)
      return `must be nested at most ${maxDepth} levels deep, and not hold itself by an alias`;
    if (Array.isArray(value)) {
      for (const item of value) {
        const problem = walk(item, depth + 1);
        if (problem !== undefined) return problem;
      }
      return undefined;
    }
    if (!isPlainObject(value)) return undefined;
    for (const key in value) {
      const problem = walk(value[key], depth + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  return walk(object, 0);
}
