import { deepEqual } from '#lib/equal.ts';
import type {
  Change,
  Collection,
  CollectionDump,
  CollectionOptions,
  Equal,
  Unsubscribe,
} from './collection.ts';
import { Readers } from './dependencies.ts';
import type { Scheduler } from './scheduler.ts';
import { type Delivery, type Input, Stage } from './stage.ts';

interface Subscription<V> {
  readonly listener: (changes: readonly Change<V>[]) => void;
}

/** StoredCollection holds the settled values of a collection and what the current batch did to them. */
export abstract class StoredCollection<V> extends Stage implements Collection<V>, Input<V> {
  /** Derivations that fetched from here. */
  readonly readers = new Readers();
  protected readonly values = new Map<string, V>();
  /** The value before the batch, by key, of those that the batch changed. */
  protected readonly changes = new Map<string, V | undefined>();
  readonly #equal: Equal<V>;
  readonly #subscriptions = new Set<Subscription<V>>();
  /** Keys that a batch wrote more than once. */
  readonly #rewritten = new Set<string>();

  constructor(scheduler: Scheduler, name: string, options?: CollectionOptions<V>) {
    super(scheduler, name);
    this.#equal = options?.equal ?? deepEqual;
  }

  get size(): number {
    this.scheduler.refuseUntracked(this.name);
    return this.values.size;
  }

  get(key: string): V | undefined {
    this.scheduler.refuseUntracked(this.name);
    return this.values.get(key);
  }

  has(key: string): boolean {
    this.scheduler.refuseUntracked(this.name);
    return this.values.has(key);
  }

  entries(): IterableIterator<[string, V]> {
    this.scheduler.refuseUntracked(this.name);
    return this.values.entries();
  }

  subscribe(listener: (changes: readonly Change<V>[]) => void): Unsubscribe {
    this.scheduler.refuseInDerivation(`subscribe to ${this.name}`);
    const subscription = { listener };
    this.#subscriptions.add(subscription);
    return () => this.#subscriptions.delete(subscription);
  }

  peek(key: string): V | undefined {
    return this.values.get(key);
  }

  presentKeys(): Iterable<string> {
    return this.values.keys();
  }

  changedKeys(): Iterable<string> {
    return this.changes.keys();
  }

  hasChanged(key: string): boolean {
    return this.changes.has(key);
  }

  /** before is the value before the batch, of a key that the batch changed. */
  before(key: string): V | undefined {
    return this.changes.get(key);
  }

  /** put makes `after` the value of `key`, undefined removing it, unless it is equal to what is there. */
  protected put(key: string, after: V | undefined): void {
    const before = this.values.get(key);
    if (this.#same(key, before, after)) return;
    if (this.changes.has(key)) this.#rewritten.add(key);
    else this.changes.set(key, before);
    if (after === undefined) this.values.delete(key);
    else this.values.set(key, after);
  }

  /** coalesce forgets the changes that ended where they began, and says whether any are left. */
  protected coalesce(): boolean {
    for (const key of this.#rewritten) {
      if (this.#same(key, this.changes.get(key), this.values.get(key))) this.changes.delete(key);
    }
    if (this.#rewritten.size > 0) this.#rewritten.clear();
    return this.changes.size > 0;
  }

  override propagate(): void {
    for (const dependent of this.dependents) this.scheduler.enqueue(dependent);
    this.readers.changed(this.changes.keys());
  }

  override conclude(): Delivery | undefined {
    const delivery = this.#subscriptions.size > 0 ? this.#delivery() : undefined;
    this.changes.clear();
    return delivery;
  }

  abstract override dump(): CollectionDump;

  #delivery(): Delivery {
    const changes: Change<V>[] = [];
    for (const [key, before] of this.changes) changes.push({ key, before, after: this.values.get(key) });
    const subscriptions = [...this.#subscriptions];
    return attempt => {
      for (const subscription of subscriptions) {
        if (this.#subscriptions.has(subscription)) attempt(() => subscription.listener(changes));
      }
    };
  }

  #same(key: string, before: V | undefined, after: V | undefined): boolean {
    if (before === undefined || after === undefined) return before === after;
    if (Object.is(before, after)) return true;
    try {
      return this.#equal(before, after);
    } catch (error) {
      this.scheduler.failures.add(this.name, key, error);
      return false;
    }
  }
}
