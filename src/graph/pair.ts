import type { CollectionDump, CollectionOptions, Pairing } from './collection.ts';
import type { Scheduler } from './scheduler.ts';
import type { SettledCollection } from './settled-collection.ts';
import { StoredCollection } from './stored-collection.ts';

/** Pair is a pair of entries whose output may have changed in this batch. */
interface Pair {
  readonly left: string;
  readonly right: string;
  /** Both entries are present and name a term in common. */
  meets: boolean;
}

/**
 * PairCollection has an output for each pair of entries, one of each input, that name a term in common. A batch looks only
 * at the pairs of changed entries; the terms that an entry had are computed from its value before the batch.
 */
export class PairCollection<L, R, O> extends StoredCollection<O> {
  readonly #left: Side<L>;
  readonly #right: Side<R>;
  readonly #make: Pairing<L, R, O>['make'];
  #runs = 0;

  constructor(
    scheduler: Scheduler,
    name: string,
    left: SettledCollection<L>,
    right: SettledCollection<R>,
    { leftTerms, rightTerms, make }: Pairing<L, R, O>,
    options?: CollectionOptions<O>,
  ) {
    super(scheduler, name, options);
    const failed = (key: string, error: unknown) => scheduler.failures.add(name, key, error);
    this.#left = new Side(left, leftTerms, failed);
    this.#right = new Side(right, rightTerms, failed);
    this.#make = make;
    left.attach(this);
    right.attach(this);
  }

  override settle(): boolean {
    this.begin();
    const touched = new Map<string, Pair>();
    const touch = (left: string, right: string, meets: boolean) => {
      const key = `${left}\n${right}`;
      const known = touched.get(key);
      if (known === undefined) touched.set(key, { left, right, meets });
      else known.meets ||= meets;
    };
    const left = this.#left.changes();
    const right = this.#right.changes();
    for (const [key, { before }] of left)
      for (const other of this.#right.under(before)) touch(key, other, false);
    for (const [key, { before }] of right)
      for (const other of this.#left.under(before)) touch(other, key, false);
    this.#left.move(left);
    this.#right.move(right);
    for (const [key, { after }] of left)
      for (const other of this.#right.under(after)) touch(key, other, true);
    for (const [key, { after }] of right)
      for (const other of this.#left.under(after)) touch(other, key, true);
    for (const [key, pair] of touched) this.put(key, pair.meets ? this.#run(key, pair) : undefined);
    return this.coalesce();
  }

  override dump(): CollectionDump {
    const inputs = [this.#left.name, this.#right.name];
    const bookkeeping = this.#left.bookkeeping + this.#right.bookkeeping + this.readers.size;
    return { name: this.name, kind: 'pair', inputs, size: this.values.size, runs: this.#runs, bookkeeping };
  }

  #run(key: string, pair: Pair): O | undefined {
    const left = this.#left.value(pair.left);
    const right = this.#right.value(pair.right);
    if (left === undefined || right === undefined) return undefined;
    const { scheduler } = this;
    this.#runs++;
    scheduler.running = this.name;
    try {
      scheduler.onRun?.(this.name, key);
      return this.#make(left, right, pair.left, pair.right);
    } catch (error) {
      scheduler.failures.add(this.name, key, error);
      return undefined;
    } finally {
      scheduler.running = undefined;
    }
  }
}

/** Moves are the changed entries of one input, by key, each with its terms before and after the batch. */
type Moves = ReadonlyMap<
  string,
  { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> }
>;

/** Side is one input: its keys under each term. */
class Side<V> {
  readonly #input: SettledCollection<V>;
  readonly #terms: (value: V, key: string) => Iterable<string>;
  readonly #failed: (key: string, error: unknown) => void;
  /** Keys by term; a single key stands without a set around it. */
  readonly #keys = new Map<string, string | Set<string>>();
  #fresh = true;

  constructor(
    input: SettledCollection<V>,
    terms: (value: V, key: string) => Iterable<string>,
    failed: (key: string, error: unknown) => void,
  ) {
    this.#input = input;
    this.#terms = terms;
    this.#failed = failed;
  }

  get name(): string {
    return this.#input.name;
  }

  get bookkeeping(): number {
    return this.#keys.size;
  }

  value(key: string): V | undefined {
    return this.#input.peek(key);
  }

  changes(): Moves {
    const fresh = this.#fresh;
    this.#fresh = false;
    const moves = new Map<string, { before: ReadonlySet<string>; after: ReadonlySet<string> }>();
    for (const key of fresh ? this.#input.presentKeys() : this.#input.changedKeys()) {
      const before = fresh ? none : this.#termsOf(this.#input.before(key), key, false);
      moves.set(key, { before, after: this.#termsOf(this.#input.peek(key), key, true) });
    }
    return moves;
  }

  move(moves: Moves): void {
    for (const [key, { before, after }] of moves) {
      for (const term of before) if (!after.has(term)) this.#remove(term, key);
      for (const term of after) if (!before.has(term)) this.#add(term, key);
    }
  }

  /** under gives the keys under these terms; a key under several of them comes more than once. */
  *under(terms: ReadonlySet<string>): Iterable<string> {
    for (const term of terms) {
      const keys = this.#keys.get(term);
      if (typeof keys === 'string') yield keys;
      else if (keys !== undefined) yield* keys;
    }
  }

  /** A value for which `terms` throws has no terms, before the batch as after it; the error is reported once (`settles`). */
  #termsOf(value: V | undefined, key: string, settles: boolean): ReadonlySet<string> {
    if (value === undefined) return none;
    try {
      return new Set(this.#terms(value, key));
    } catch (error) {
      if (settles) this.#failed(key, error);
      return none;
    }
  }

  #add(term: string, key: string): void {
    const keys = this.#keys.get(term);
    if (keys === undefined) this.#keys.set(term, key);
    else if (typeof keys === 'string') this.#keys.set(term, new Set([keys, key]));
    else keys.add(key);
  }

  #remove(term: string, key: string): void {
    const keys = this.#keys.get(term);
    if (typeof keys === 'object') {
      keys.delete(key);
      if (keys.size === 0) this.#keys.delete(term);
    } else this.#keys.delete(term);
  }
}

const none: ReadonlySet<string> = new Set();
