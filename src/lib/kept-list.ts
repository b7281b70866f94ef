const none: readonly never[] = Object.freeze([]);

/**
 * keptList copies a list into an array without spare capacity. An array that was filled item by item (`push`, `flatMap`) has room
 * for 17 from the first on, which would waste memory in thousands of lists of one item.
 */
export function keptList<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? none : list.slice();
}
