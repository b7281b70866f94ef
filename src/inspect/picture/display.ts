import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';

/** displayKey is how people see the object under a key. */
export function displayKey(key: ResourceKey): string {
  return displayRef(parseResourceKey(key));
}

/** order is that of code units, which no locale changes. */
export function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
