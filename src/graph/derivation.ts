import type { CollectionDump, CollectionOptions, Tracker } from './collection.ts';
import type { Deadline, DeadlineOwner } from './deadlines.ts';
import type { Read, Reader } from './dependencies.ts';
import { RunTracker } from './run-tracker.ts';
import type { Scheduler } from './scheduler.ts';
import type { Input } from './stage.ts';
import { StoredCollection } from './stored-collection.ts';

export type Run<I, R> = (value: I, key: string, track: Tracker) => R;

/**
 * Derivation runs a function for each key of its input: when that key changed, when something that its last run had
 * fetched changed, or when its deadline passed. What it costs beside its values is one entry for each key whose run fetched
 * something, and one for each deadline.
 */
export abstract class Derivation<I, O, R> extends StoredCollection<O> implements Reader, DeadlineOwner {
  readonly #input: Input<I>;
  readonly #run: Run<I, R>;
  readonly #kind: 'derive' | 'group';
  readonly #tracker = new RunTracker(this);
  /** What the last run of a key had fetched, in this order. A key that fetched nothing has no entry. */
  readonly #reads = new Map<string, readonly Read[]>();
  readonly #deadlines = new Map<string, Deadline>();
  /** Keys that are to run again though the input did not change there. */
  readonly #stale = new Set<string>();
  #fresh = true;
  #runs = 0;

  constructor(
    scheduler: Scheduler,
    name: string,
    kind: 'derive' | 'group',
    input: Input<I>,
    run: Run<I, R>,
    options?: CollectionOptions<O>,
  ) {
    super(scheduler, name, options);
    this.#kind = kind;
    this.#input = input;
    this.#run = run;
    input.attach(this);
  }

  /** emit makes the result of a run the outputs of `key`. It may throw, but only before it has changed anything. */
  protected abstract emit(key: string, result: R): void;

  /** withdraw removes all outputs of `key`. */
  protected abstract withdraw(key: string): void;

  /** Entries kept beside the values for outputs. */
  protected abstract readonly claims: number;

  invalidate(keys: string | ReadonlySet<string>): void {
    if (typeof keys === 'string') this.#stale.add(keys);
    else for (const key of keys) this.#stale.add(key);
    this.scheduler.enqueue(this);
  }

  expire(key: string): void {
    this.#deadlines.delete(key);
    this.invalidate(key);
  }

  override settle(): boolean {
    this.begin();
    const input = this.#input;
    if (this.#fresh || input.isAllNew) {
      this.#fresh = false;
      for (const [key, value] of input.presentEntries()) this.#refresh(key, value);
    } else {
      for (const key of input.changedKeys()) this.#refresh(key, input.peek(key));
      for (const key of this.#stale) {
        // A follower is told of every changed key, also of keys that its own input does not hold.
        if (input.hasChanged(key)) continue;
        const value = input.peek(key);
        if (value !== undefined) this.#refresh(key, value);
      }
    }
    if (this.#stale.size > 0) this.#stale.clear();
    return this.coalesce();
  }

  override dump(): CollectionDump {
    return {
      name: this.name,
      kind: this.#kind,
      inputs: [this.#input.name, ...this.#tracker.fetchedFrom],
      size: this.values.size,
      runs: this.#runs,
      bookkeeping:
        this.claims + this.#dependencies + this.#deadlines.size + this.#stale.size + this.readers.size,
    };
  }

  get #dependencies(): number {
    let dependencies = 0;
    for (const reads of this.#reads.values()) dependencies += reads.length;
    return dependencies;
  }

  #refresh(key: string, value: I | undefined): void {
    if (value === undefined) {
      this.withdraw(key);
      this.#remember(key, noReads);
      this.#expireAt(key, undefined);
      return;
    }
    this.#runs++;
    const { scheduler } = this;
    this.#tracker.begin(++scheduler.run, key);
    scheduler.running = this.name;
    try {
      scheduler.onRun?.(this.name, key);
      this.emit(key, this.#run(value, key, this.#tracker));
    } catch (error) {
      scheduler.failures.add(this.name, key, error);
      this.withdraw(key);
    } finally {
      scheduler.running = undefined;
      this.#tracker.end();
    }
    this.#remember(key, this.#tracker.reads);
    this.#expireAt(key, this.#tracker.deadline);
  }

  /** remember replaces what the key depends on. Most runs fetch the same as the last one, which costs only a comparison. */
  #remember(key: string, reads: readonly Read[]): void {
    const before = this.#reads.get(key) ?? noReads;
    if (sameReads(before, reads)) return;
    for (const read of reads) read.add(key);
    for (const read of before) {
      if (reads.length === 0 || read.stamp !== this.scheduler.run) read.remove(key);
    }
    if (reads.length === 0) this.#reads.delete(key);
    else this.#reads.set(key, reads.slice());
  }

  #expireAt(key: string, time: number | undefined): void {
    const deadline = this.#deadlines.get(key);
    if (deadline?.time === time) return;
    const { deadlines } = this.scheduler;
    if (time === undefined) {
      if (deadline) deadlines.remove(deadline);
      this.#deadlines.delete(key);
    } else if (deadline) deadlines.move(deadline, time);
    else this.#deadlines.set(key, deadlines.add(this, key, time));
  }
}

const noReads: readonly Read[] = [];

function sameReads(a: readonly Read[], b: readonly Read[]): boolean {
  return a.length === b.length && a.every((read, i) => read === b[i]);
}
