import type { CollectionDump, Source, SourceOptions } from './collection.ts';
import type { Scheduler } from './scheduler.ts';
import { StoredCollection } from './stored-collection.ts';

/** StoredSource is a collection that is written from outside. Writes are staged until their batch settles. */
export class StoredSource<V> extends StoredCollection<V> implements Source<V> {
  /** What was written and has not settled; undefined stands for a deletion. */
  readonly #staged = new Map<string, V | undefined>();
  readonly #keepsNewest: boolean;

  constructor(scheduler: Scheduler, name: string, options: SourceOptions<V> = {}) {
    super(scheduler, name, options);
    this.#keepsNewest = options.keepNewest ?? false;
  }

  set(key: string, value: V): void {
    if (value === undefined)
      throw new Error(`${this.name}: "${key}" was set to undefined; delete it instead`);
    this.#stage(key, value);
  }

  delete(key: string): void {
    this.#stage(key, undefined);
  }

  override get size(): number {
    let size = super.size;
    if (!this.#readsAsWritten) return size;
    for (const [key, value] of this.#staged) {
      size += Number(value !== undefined) - Number(this.values.has(key));
    }
    return size;
  }

  override get(key: string): V | undefined {
    return this.#readsAsWritten && this.#staged.has(key) ? this.#staged.get(key) : super.get(key);
  }

  override entries(): IterableIterator<[string, V]> {
    const settled = super.entries();
    if (!this.#readsAsWritten) return settled;
    const written = new Map(settled);
    for (const [key, value] of this.#staged) {
      if (value === undefined) written.delete(key);
      else written.set(key, value);
    }
    return written.entries();
  }

  override settle(): boolean {
    this.begin();
    for (const [key, value] of this.#staged) {
      this.put(key, value);
      if (this.#keepsNewest && value !== undefined) this.values.set(key, value);
    }
    this.#staged.clear();
    return this.coalesce();
  }

  override dump(): CollectionDump {
    const bookkeeping = this.#staged.size + this.readers.size;
    return { name: this.name, kind: 'source', inputs: [], size: this.values.size, runs: 0, bookkeeping };
  }

  /** Inside a batch a source reads as written, so that reading, changing and writing back loses nothing. */
  get #readsAsWritten(): boolean {
    return this.#staged.size > 0 && this.scheduler.collecting;
  }

  #stage(key: string, value: V | undefined): void {
    this.scheduler.refuseInDerivation(`write ${this.name}`);
    this.#staged.set(key, value);
    this.scheduler.written(this);
  }
}
