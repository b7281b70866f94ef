/**
 * SmallMap is a Map for cases where there are many and most hold at most one entry: a file with one document, what a stream waits
 * for. An empty Map takes 250 bytes, this one 48. Values are never undefined; entries keep the order of insertion.
 */
export class SmallMap<K, V extends NonNullable<unknown>> {
  /** The entry that came before all others. */
  #key: K | undefined;
  #value: V | undefined;
  #others: Map<K, V> | undefined;

  get size(): number {
    return Number(this.#value !== undefined) + (this.#others?.size ?? 0);
  }

  get(key: K): V | undefined {
    return key === this.#key ? this.#value : this.#others?.get(key);
  }

  set(key: K, value: V): void {
    if (key === this.#key || this.size === 0) {
      this.#key = key;
      this.#value = value;
    } else {
      this.#others ??= new Map();
      this.#others.set(key, value);
    }
  }

  delete(key: K): void {
    if (key === this.#key) {
      this.#key = undefined;
      this.#value = undefined;
    } else {
      this.#others?.delete(key);
      if (this.#others?.size === 0) this.#others = undefined;
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

  /** Entries may be deleted during the iteration. */
  *[Symbol.iterator](): IterableIterator<[K, V]> {
    if (this.#key !== undefined && this.#value !== undefined) yield [this.#key, this.#value];
    if (this.#others !== undefined) yield* this.#others;
  }
}
