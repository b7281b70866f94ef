/** More than this many entries are looked up by hash. */
const few = 8;

/**
 * SmallMap is a Map for when there are many and most hold one entry: a file with one document, a name in one view. An empty
 * Map takes 250 bytes, this one takes what it holds. Values are never
 * undefined, and there is no order.
 */
export class SmallMap<K, V extends NonNullable<unknown>> {
  #entries: [K, V][] | Map<K, V> | undefined;

  get size(): number {
    const entries = this.#entries;
    if (entries === undefined) return 0;
    return entries instanceof Map ? entries.size : entries.length;
  }

  get(key: K): V | undefined {
    const entries = this.#entries;
    if (entries instanceof Map) return entries.get(key);
    return entries?.find(([k]) => k === key)?.[1];
  }

  set(key: K, value: V): void {
    const entries = this.#entries;
    if (entries === undefined) {
      this.#entries = [[key, value]];
    } else if (entries instanceof Map) {
      entries.set(key, value);
    } else {
      const entry = entries.find(([k]) => k === key);
      if (entry !== undefined) entry[1] = value;
      else if (entries.length < few) entries.push([key, value]);
      else this.#entries = new Map([...entries, [key, value]]);
    }
  }

  delete(key: K): void {
    const entries = this.#entries;
    if (entries instanceof Map) {
      entries.delete(key);
    } else {
      const index = entries?.findIndex(([k]) => k === key) ?? -1;
      if (index >= 0) entries?.splice(index, 1);
    }
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  *keys(): IterableIterator<K> {
    for (const [key] of this) yield key;
  }

  *values(): IterableIterator<V> {
    for (const [, value] of this) yield value;
  }

  /** Entries may be deleted while they are gone through. */
  *[Symbol.iterator](): IterableIterator<[K, V]> {
    const entries = this.#entries;
    if (entries !== undefined) yield* entries instanceof Map ? entries : [...entries];
  }
}
