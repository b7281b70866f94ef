import type { CollectionDump, CollectionOptions } from './collection.ts';
import type { Scheduler } from './scheduler.ts';
import { SettledCollection } from './settled-collection.ts';

/** ViewCollection makes each value from that of its input on every read, and stores none. */
export class ViewCollection<I, O> extends SettledCollection<O> {
  readonly #input: SettledCollection<I>;
  readonly #make: (value: I, key: string) => O | undefined;
  #count = 0;
  #runs = 0;
  #fresh = true;

  constructor(
    scheduler: Scheduler,
    name: string,
    input: SettledCollection<I>,
    make: (value: I, key: string) => O | undefined,
    options?: CollectionOptions<O>,
  ) {
    super(scheduler, name, options);
    this.#input = input;
    this.#make = make;
    input.attach(this);
  }

  override peek(key: string): O | undefined {
    return this.#valueOf(key, this.#input.peek(key), false);
  }

  override *presentKeys(): Iterable<string> {
    for (const [key] of this.presentEntries()) yield key;
  }

  override *presentEntries(): IterableIterator<[string, O]> {
    if (this.#count === 0) return;
    for (const [key, value] of this.#input.presentEntries()) {
      const made = this.#valueOf(key, value, false);
      if (made !== undefined) yield [key, made];
    }
  }

  protected override get count(): number {
    return this.#count;
  }

  override settle(): boolean {
    const input = this.#input;
    if (this.#fresh || input.isAllNew) {
      this.#fresh = false;
      for (const [key, value] of input.presentEntries()) {
        if (this.#valueOf(key, value, true) !== undefined) this.#count++;
      }
      this.isAllNew = this.#count > 0;
      return this.isAllNew;
    }
    for (const key of input.changedKeys()) {
      const before = this.#valueOf(key, input.before(key), false);
      const after = this.#valueOf(key, input.peek(key), true);
      if (this.same(key, before, after)) continue;
      this.changes.set(key, before);
      this.#count += Number(after !== undefined) - Number(before !== undefined);
    }
    return this.changes.size > 0;
  }

  override dump(): CollectionDump {
    const inputs = [this.#input.name];
    const bookkeeping = this.readers.size;
    return { name: this.name, kind: 'view', inputs, size: this.#count, runs: this.#runs, bookkeeping };
  }

  /** The value made of `value`; undefined where `make` throws, which is reported when settling (`settles`), not on each read. */
  #valueOf(key: string, value: I | undefined, settles: boolean): O | undefined {
    if (value === undefined) return undefined;
    const { scheduler } = this;
    const { running } = scheduler;
    scheduler.running = this.name;
    try {
      if (settles) {
        this.#runs++;
        scheduler.onRun?.(this.name, key);
      }
      return this.#make(value, key);
    } catch (error) {
      if (settles) scheduler.failures.add(this.name, key, error);
      return undefined;
    } finally {
      scheduler.running = running;
    }
  }
}
