import type { CollectionDump, CollectionOptions } from './collection.ts';
import type { Scheduler } from './scheduler.ts';
import { SettledCollection } from './settled-collection.ts';
import type { Input } from './stage.ts';

/**
 * JoinCollection is the union of collections; of entries with the same key the one of the earliest input is in force. It
 * stores no values: every read goes to its inputs.
 */
export class JoinCollection<V> extends SettledCollection<V> {
  readonly #inputs: readonly SettledCollection<V>[];
  #count = 0;
  #fresh = true;

  constructor(
    scheduler: Scheduler,
    name: string,
    inputs: readonly SettledCollection<V>[],
    options?: CollectionOptions<V>,
  ) {
    super(scheduler, name, options);
    this.#inputs = inputs;
    for (const input of inputs) input.attach(this);
  }

  override peek(key: string): V | undefined {
    for (const input of this.#inputs) {
      const value = input.peek(key);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  override *presentKeys(): Iterable<string> {
    for (const [i, input] of this.#inputs.entries()) {
      for (const key of input.presentKeys()) if (!this.#isIn(i, key)) yield key;
    }
  }

  override *presentEntries(): IterableIterator<[string, V]> {
    for (const [i, input] of this.#inputs.entries()) {
      for (const entry of input.presentEntries()) if (!this.#isIn(i, entry[0])) yield entry;
    }
  }

  protected override get count(): number {
    return this.#count;
  }

  override settle(): boolean {
    if (this.#fresh || (this.#count === 0 && this.#inputs.every(isNewOrUnchanged))) {
      this.#fresh = false;
      for (const _ of this.presentKeys()) this.#count++;
      this.isAllNew = this.#count > 0;
      return this.isAllNew;
    }
    for (const input of this.#inputs) {
      for (const key of input.changedKeys()) this.#compare(key);
    }
    return this.changes.size > 0;
  }

  override dump(): CollectionDump {
    const inputs = this.#inputs.map(input => input.name);
    const bookkeeping = this.readers.size;
    return { name: this.name, kind: 'join', inputs, size: this.#count, runs: 0, bookkeeping };
  }

  /** Whether an input before the one at `end` has the key. */
  #isIn(end: number, key: string): boolean {
    for (let i = 0; i < end; i++) if (this.#inputs[i]?.peek(key) !== undefined) return true;
    return false;
  }

  #compare(key: string): void {
    if (this.changes.has(key)) return;
    const before = this.#before(key);
    const after = this.peek(key);
    if (this.same(key, before, after)) return;
    this.changes.set(key, before);
    this.#count += Number(after !== undefined) - Number(before !== undefined);
  }

  #before(key: string): V | undefined {
    for (const input of this.#inputs) {
      const value = input.hasChanged(key) ? input.before(key) : input.peek(key);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

function isNewOrUnchanged(input: Pick<Input<unknown>, 'isAllNew' | 'changedKeys'>): boolean {
  if (input.isAllNew) return true;
  for (const _ of input.changedKeys()) return false;
  return true;
}
