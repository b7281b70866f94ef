import { deepEqual } from '#lib/equal.ts';

/**
 * sameStatus compares statuses without the times of their conditions. Those times are not remembered over a restart, and a
 * time alone is not worth a write to every object.
 */
export function sameStatus(a: unknown, b: unknown): boolean {
  return deepEqual(timeless(a), timeless(b));
}

function timeless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(timeless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'lastTransitionTime')
      .map(([name, within]) => [name, timeless(within)]),
  );
}
