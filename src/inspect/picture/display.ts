import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';

/** displayKey is the name of an object for people. */
export function displayKey(key: ResourceKey): string {
  return displayRef(parseResourceKey(key));
}

/** order compares by code units, independent of any locale. */
export function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
