/**
 * deepEqual compares plain data (objects, arrays, primitives, Uint8Array, Map). It is the default equality of collections:
 * equal output stops the wave of recomputation.
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalArrays(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (a instanceof Map) return b instanceof Map && equalMaps(a, b);
  if (Array.isArray(b) || b instanceof Map) return false;
  return equalObjects(a, b);
}

function equalArrays(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((item, i) => deepEqual(item, b[i]));
}

/** Whatever the order of their entries. */
function equalMaps(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([key, value]) => b.has(key) && deepEqual(value, b.get(key)));
}

function equalObjects(a: object, b: object): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  return keys.every(key => Object.hasOwn(right, key) && deepEqual(left[key], right[key]));
}
