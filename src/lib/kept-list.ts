const none: readonly never[] = Object.freeze([]);

/**
 * keptList gives the same items in an array without room for more. One that was filled item by item (`push`, `flatMap`) has
 * room for 17 from the first on, which is what thousands of lists of one would be made of.
 */
export function keptList<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? none : list.slice();
}
