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
import type { Delivery, Scheduler } from './scheduler.ts';
import { type Input, Stage } from './stage.ts';

interface Subscription<V> {
  readonly listener: (changes: readonly Change<V>[]) => void;
}

/**
 * SettledCollection is what all collections share: the changes of the current batch, and the subscribers. A batch that finds
 * a collection empty (`isAllNew`) need not note what it changes: all that is there afterwards is new. So a start, which fills
 * everything, notes nothing.
 */
export abstract class SettledCollection<V> extends Stage implements Collection<V>, Input<V> {
  /** Derivations that fetched from here. */
  readonly readers = new Readers();
  /** By key, the value before the batch of each entry that the batch changed. */
  protected readonly changes = new Map<string, V | undefined>();
  isAllNew = false;
  readonly #equal: Equal<V>;
  readonly #subscriptions = new Set<Subscription<V>>();

  constructor(scheduler: Scheduler, name: string, options?: CollectionOptions<V>) {
    super(scheduler, name);
    this.#equal = options?.equal ?? deepEqual;
  }

  abstract peek(key: string): V | undefined;
  abstract presentKeys(): Iterable<string>;
  abstract presentEntries(): IterableIterator<[string, V]>;
  /** How many keys are present. */
  protected abstract readonly count: number;
  abstract override dump(): CollectionDump;

  get size(): number {
    this.scheduler.refuseUntracked(this.name);
    return this.count;
  }

  get(key: string): V | undefined {
    this.scheduler.refuseUntracked(this.name);
    return this.peek(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  entries(): IterableIterator<[string, V]> {
    this.scheduler.refuseUntracked(this.name);
    return this.presentEntries();
  }

  subscribe(listener: (changes: readonly Change<V>[]) => void): Unsubscribe {
    this.scheduler.refuseInDerivation(`subscribe to ${this.name}`);
    const subscription = { listener };
    this.#subscriptions.add(subscription);
    return () => this.#subscriptions.delete(subscription);
  }

  changedKeys(): Iterable<string> {
    return this.isAllNew ? this.presentKeys() : this.changes.keys();
  }

  hasChanged(key: string): boolean {
    return this.isAllNew ? this.peek(key) !== undefined : this.changes.has(key);
  }

  /** before is the value that a key had before the batch, where the batch changed it. */
  before(key: string): V | undefined {
    return this.changes.get(key);
  }

  override propagate(): void {
    for (const dependent of this.dependents) this.scheduler.enqueue(dependent);
    this.readers.changed(this.changedKeys());
  }

  override conclude(): Delivery | undefined {
    const delivery = this.#subscriptions.size > 0 ? this.#delivery() : undefined;
    this.changes.clear();
    this.isAllNew = false;
    return delivery;
  }

  protected same(key: string, before: V | undefined, after: V | undefined): boolean {
    if (before === undefined || after === undefined) return before === after;
    if (Object.is(before, after)) return true;
    try {
      return this.#equal(before, after);
    } catch (error) {
      this.scheduler.failures.add(this.name, key, error);
      return false;
    }
  }

  #delivery(): Delivery {
    const changes: Change<V>[] = [];
    if (this.isAllNew) {
      for (const [key, after] of this.presentEntries()) changes.push({ key, before: undefined, after });
    } else {
      for (const [key, before] of this.changes) changes.push({ key, before, after: this.peek(key) });
    }
    const subscriptions = [...this.#subscriptions];
    return attempt => {
      for (const subscription of subscriptions) {
        if (this.#subscriptions.has(subscription)) attempt(() => subscription.listener(changes));
      }
    };
  }
}
