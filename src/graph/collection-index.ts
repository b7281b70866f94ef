import { Bucket } from './bucket.ts';
import type { CollectionDump, Index } from './collection.ts';
import { Readers } from './dependencies.ts';
import type { Delivery, Scheduler } from './scheduler.ts';
import type { SettledCollection } from './settled-collection.ts';
import { type Input, Stage } from './stage.ts';

/**
 * CollectionIndex keeps the keys of the members under each index key. It does not store which index keys an entry had: it
 * computes them again from the entry's value before the batch.
 */
export class CollectionIndex<V> extends Stage implements Index<V>, Input<readonly V[]> {
  readonly memberReaders = new Readers();
  readonly countReaders = new Readers();
  /** Never claimed: what was touched is noted anyway, with the counts from before. */
  readonly isAllNew = false;
  readonly #input: SettledCollection<V>;
  readonly #keysOf: (value: V, key: string) => Iterable<string>;
  readonly #read: (key: string) => V | undefined;
  /** Members by index key: a single one as its own key, several as a bucket. */
  readonly #members = new Map<string, string | Bucket<V>>();
  /** The member count before the batch, by index key, where the batch changed members. */
  readonly #touched = new Map<string, number>();
  #fresh = true;

  constructor(
    scheduler: Scheduler,
    name: string,
    input: SettledCollection<V>,
    keysOf: (value: V, key: string) => Iterable<string>,
  ) {
    super(scheduler, name);
    this.#input = input;
    this.#keysOf = keysOf;
    this.#read = key => input.peek(key);
    input.attach(this);
  }

  lookup(indexKey: string): readonly V[] {
    this.scheduler.refuseUntracked(this.name);
    return this.members(indexKey);
  }

  count(indexKey: string): number {
    this.scheduler.refuseUntracked(this.name);
    return this.memberCount(indexKey);
  }

  keys(): IterableIterator<string> {
    this.scheduler.refuseUntracked(this.name);
    return this.#members.keys();
  }

  members(indexKey: string): readonly V[] {
    return this.peek(indexKey) ?? noMembers;
  }

  memberCount(indexKey: string): number {
    const members = this.#members.get(indexKey);
    if (members === undefined) return 0;
    return typeof members === 'string' ? 1 : members.size;
  }

  peek(indexKey: string): readonly V[] | undefined {
    const members = this.#members.get(indexKey);
    if (members === undefined) return undefined;
    if (typeof members !== 'string') return members.members();
    const only = this.#input.peek(members);
    return only === undefined ? undefined : [only];
  }

  presentKeys(): Iterable<string> {
    return this.#members.keys();
  }

  changedKeys(): Iterable<string> {
    return this.#touched.keys();
  }

  *presentEntries(): Iterable<readonly [string, readonly V[]]> {
    for (const indexKey of this.#members.keys()) yield [indexKey, this.members(indexKey)];
  }

  hasChanged(indexKey: string): boolean {
    return this.#touched.has(indexKey);
  }

  override settle(): boolean {
    const input = this.#input;
    if (this.#fresh || input.isAllNew) {
      this.#fresh = false;
      for (const [key, value] of input.presentEntries()) this.#move(key, noKeys, this.#keysNow(key, value));
    } else {
      for (const key of input.changedKeys()) {
        this.#move(key, this.#keysBefore(key), this.#keysNow(key, input.peek(key)));
      }
    }
    return this.#touched.size > 0;
  }

  override propagate(): void {
    for (const dependent of this.dependents) this.scheduler.enqueue(dependent);
    this.memberReaders.changed(this.#touched.keys());
    this.countReaders.changed(this.#recounted());
  }

  override conclude(): Delivery | undefined {
    this.#touched.clear();
    return undefined;
  }

  override dump(): CollectionDump {
    const bookkeeping = this.memberReaders.size + this.countReaders.size;
    const inputs = [this.#input.name];
    return { name: this.name, kind: 'index', inputs, size: this.#members.size, runs: 0, bookkeeping };
  }

  *#recounted(): Iterable<string> {
    for (const [indexKey, before] of this.#touched) {
      if (this.memberCount(indexKey) !== before) yield indexKey;
    }
  }

  #keysNow(key: string, value: V | undefined): ReadonlySet<string> {
    if (value === undefined) return noKeys;
    try {
      return new Set(this.#keysOf(value, key));
    } catch (error) {
      this.scheduler.failures.add(this.name, key, error);
      return noKeys;
    }
  }

  /** keysBefore gives the index keys of the value before the batch: like keysNow, none where `keysOf` throws. */
  #keysBefore(key: string): ReadonlySet<string> {
    const value = this.#input.before(key);
    if (value === undefined) return noKeys;
    try {
      return new Set(this.#keysOf(value, key));
    } catch {
      return noKeys;
    }
  }

  #move(key: string, from: ReadonlySet<string>, to: ReadonlySet<string>): void {
    for (const indexKey of from) {
      this.#touch(indexKey);
      if (!to.has(indexKey)) this.#remove(indexKey, key);
    }
    for (const indexKey of to) {
      this.#touch(indexKey);
      this.#add(indexKey, key);
    }
  }

  #touch(indexKey: string): void {
    if (!this.#touched.has(indexKey)) this.#touched.set(indexKey, this.memberCount(indexKey));
  }

  #add(indexKey: string, key: string): void {
    const members = this.#members.get(indexKey);
    if (members === undefined) this.#members.set(indexKey, key);
    else if (typeof members !== 'string') members.add(key);
    else if (members !== key) this.#members.set(indexKey, new Bucket([members, key], this.#read));
  }

  #remove(indexKey: string, key: string): void {
    const members = this.#members.get(indexKey);
    if (members === undefined) return;
    if (typeof members === 'string') {
      if (members === key) this.#members.delete(indexKey);
      return;
    }
    members.remove(key);
    if (members.size === 0) this.#members.delete(indexKey);
  }
}

const noKeys: ReadonlySet<string> = new Set();
const noMembers: readonly never[] = Object.freeze([]);
