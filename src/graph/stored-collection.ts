import { SettledCollection } from './settled-collection.ts';

/** StoredCollection keeps its settled values. */
export abstract class StoredCollection<V> extends SettledCollection<V> {
  protected readonly values = new Map<string, V>();
  /** Keys that a batch wrote more than once. */
  readonly #rewritten = new Set<string>();

  override peek(key: string): V | undefined {
    return this.values.get(key);
  }

  override presentKeys(): Iterable<string> {
    return this.values.keys();
  }

  override presentEntries(): IterableIterator<[string, V]> {
    return this.values.entries();
  }

  protected override get count(): number {
    return this.values.size;
  }

  /** begin is to be called before the first `put` of a batch. */
  protected begin(): void {
    this.isAllNew = this.values.size === 0;
  }

  /** put makes `after` the value of `key`, undefined removing it, unless it is equal to what is there. */
  protected put(key: string, after: V | undefined): void {
    const before = this.values.get(key);
    if (this.same(key, before, after)) return;
    if (!this.isAllNew) {
      if (this.changes.has(key)) this.#rewritten.add(key);
      else this.changes.set(key, before);
    }
    if (after === undefined) this.values.delete(key);
    else this.values.set(key, after);
  }

  /** coalesce forgets the changes that ended where they began, and says whether any are left. */
  protected coalesce(): boolean {
    if (this.isAllNew) {
      this.isAllNew = this.values.size > 0;
      return this.isAllNew;
    }
    for (const key of this.#rewritten) {
      if (this.same(key, this.changes.get(key), this.values.get(key))) this.changes.delete(key);
    }
    if (this.#rewritten.size > 0) this.#rewritten.clear();
    return this.changes.size > 0;
  }
}
