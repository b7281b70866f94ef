import type { CollectionDump, CollectionOptions } from './collection.ts';
import type { Scheduler } from './scheduler.ts';
import { StoredCollection } from './stored-collection.ts';

/** JoinCollection is the union of collections; of entries with the same key the one of the earliest input is in force. */
export class JoinCollection<V> extends StoredCollection<V> {
  readonly #inputs: readonly StoredCollection<V>[];
  #fresh = true;

  constructor(
    scheduler: Scheduler,
    name: string,
    inputs: readonly StoredCollection<V>[],
    options?: CollectionOptions<V>,
  ) {
    super(scheduler, name, options);
    this.#inputs = inputs;
    for (const input of inputs) input.attach(this);
  }

  override settle(): boolean {
    for (const input of this.#inputs) {
      const keys = this.#fresh ? input.presentKeys() : input.changedKeys();
      for (const key of keys) this.put(key, this.#inForce(key));
    }
    this.#fresh = false;
    return this.changes.size > 0;
  }

  override dump(): CollectionDump {
    const inputs = this.#inputs.map(input => input.name);
    const bookkeeping = this.readers.size;
    return { name: this.name, kind: 'join', inputs, size: this.values.size, runs: 0, bookkeeping };
  }

  #inForce(key: string): V | undefined {
    for (const input of this.#inputs) {
      const value = input.peek(key);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}
