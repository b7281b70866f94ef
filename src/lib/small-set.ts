/** SmallSet is a Set for cases where there are many and most are empty: an empty Set takes 220 bytes, this one 24. */
export class SmallSet<T> {
  #items: Set<T> | undefined;

  get size(): number {
    return this.#items?.size ?? 0;
  }

  has(item: T): boolean {
    return this.#items?.has(item) === true;
  }

  add(item: T): void {
    this.#items ??= new Set();
    this.#items.add(item);
  }

  /** delete tells whether the item was there. */
  delete(item: T): boolean {
    const there = this.#items?.delete(item) === true;
    if (this.#items?.size === 0) this.#items = undefined;
    return there;
  }

  clear(): void {
    this.#items = undefined;
  }

  /** Items may be deleted during the iteration. */
  *[Symbol.iterator](): IterableIterator<T> {
    if (this.#items !== undefined) yield* this.#items;
  }
}
