import type { Clock } from '#lib/clock.ts';

/**
 * Change is what one settled batch did to one key: `before` is undefined where the key was added, `after` where it was
 * removed. Changes are coalesced (one per key and batch, from the state before the batch to the state after it) and never
 * say that nothing happened: `before` and `after` differ by the collection's equality.
 */
export interface Change<V> {
  readonly key: string;
  readonly before: V | undefined;
  readonly after: V | undefined;
}

/** Unsubscribe ends a subscription; calling it twice is fine. */
export type Unsubscribe = () => void;

/**
 * Collection is a keyed set of immutable values that knows what changed.
 *
 * - Values must not be mutated after they were handed in or out.
 * - Iteration order is not part of the contract; who needs an order sorts by key.
 */
export interface Collection<V> {
  readonly name: string;
  readonly size: number;
  get(key: string): V | undefined;
  has(key: string): boolean;
  entries(): IterableIterator<[string, V]>;
  /**
   * subscribe calls `listener` once per settled batch in which anything changed, after *every* collection of the graph has
   * settled, so a listener may read any collection and sees one consistent state. What is there at the time of subscribing
   * is not replayed: read `entries()` for it. A listener may write to sources; that makes another batch after this one.
   */
  subscribe(listener: (changes: readonly Change<V>[]) => void): Unsubscribe;
}

/**
 * Source is a collection whose values come from outside the graph. Setting an equal value is no change.
 *
 * Inside `batch` a source reads as written so far, so that reading, changing and writing back loses nothing; everything
 * derived from it reads as settled. A value that a listener writes outside `batch` is read once the next batch has settled.
 */
export interface Source<V> extends Collection<V> {
  set(key: string, value: V): void;
  delete(key: string): void;
}

/**
 * Index finds the members of a collection by keys that their values name. The members under one key are the same array until
 * one of them changes.
 */
export interface Index<V> {
  readonly name: string;
  /** The members under an index key, ordered by their own keys. Empty where there are none. */
  lookup(indexKey: string): readonly V[];
  count(indexKey: string): number;
  keys(): IterableIterator<string>;
}

/**
 * Tracker is how a derivation reads anything but its own input. What is read is remembered, and only that: the derivation
 * re-runs when a fetched key, the members under a fetched index key, or a fetched count changed.
 *
 * A derivation must be pure: no clock, no disk, no state of its own, and it may read only collections that were made
 * before it (this order is the order of settling, which is why no derivation runs twice in a batch and none ever sees a
 * half-settled input). Reading a later one throws.
 */
export interface Tracker {
  fetch<V>(collection: Collection<V>, key: string): V | undefined;
  fetchAll<V>(index: Index<V>, indexKey: string): readonly V[];
  count<V>(index: Index<V>, indexKey: string): number;
  /**
   * now is the clock's time in milliseconds since the epoch, the same for all of a batch. It is no dependency: say with
   * `validUntil` how long the output holds.
   */
  now(): number;
  /**
   * validUntil asks for a re-run of exactly this derivation, for this key, at `time` (ms since the epoch), if it did not run
   * before. Of several times in one run the earliest counts. A time that is not after `now()` asks for nothing: this run has
   * seen it pass.
   */
  validUntil(time: number): void;
}

/** Equality of two values of a collection. Equal output stops the wave: nothing that reads it re-runs. */
export type Equal<V> = (a: V, b: V) => boolean;

export interface CollectionOptions<V> {
  /** Default: `deepEqual`. Give a cheaper one where values carry a version. */
  readonly equal?: Equal<V>;
}

/** SourceOptions: with `keepNewest`, an equal value replaces the one that is held, which still counts as no change. */
export interface SourceOptions<V> extends CollectionOptions<V> {
  readonly keepNewest?: boolean;
}

/** Pairs a derivation gives: output key and value. */
export type Entries<V> = Iterable<readonly [string, V]>;

/**
 * Pairing says which entries of two collections meet (those that name a term in common) and which value a pair makes. All
 * three functions are pure and read nothing but their arguments.
 */
export interface Pairing<L, R, O> {
  readonly leftTerms: (value: L, key: string) => Iterable<string>;
  readonly rightTerms: (value: R, key: string) => Iterable<string>;
  /** Undefined where the two have nothing to do with each other after all. */
  readonly make: (left: L, right: R, leftKey: string, rightKey: string) => O | undefined;
}

/** One collection or index as `dump` shows it. */
export interface CollectionDump {
  readonly name: string;
  readonly kind: 'source' | 'derive' | 'view' | 'index' | 'group' | 'join' | 'pair';
  /** Names of the collections and indexes that it reads: its inputs first, then what its derivations fetched from. */
  readonly inputs: readonly string[];
  /** Entries; of an index, the index keys that have members. */
  readonly size: number;
  /** How often a derivation of this collection ran since the graph was made. */
  readonly runs: number;
  /** What is remembered beside the values: dependencies, readers, deadlines, claims to output keys. */
  readonly bookkeeping: number;
}

export interface GraphOptions {
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Called for each run of a derivation, before it: what tests assert on ("editing X re-runs exactly …"). It only watches. */
  readonly onRun?: (collection: string, key: string) => void;
  /**
   * Called when a derivation threw: that is a bug. The outputs of that key are withdrawn, everything else goes on, and it
   * is tried again when something that it had read changes. Called after the batch has settled, before the subscribers.
   * Default: rethrown after them. What subscribers throw is rethrown, too, after all of them were called.
   */
  readonly onError?: (collection: string, key: string, error: unknown) => void;
}

/**
 * Graph makes collections and settles them. Everything is synchronous: when a write or `batch` returns, all is settled.
 *
 * Names of collections and indexes are unique in a graph. A collection is complete when the call that makes it returns, even
 * where its input already had entries. Collections stay as long as their graph.
 */
export interface Graph {
  source<V>(name: string, options?: SourceOptions<V>): Source<V>;
  /**
   * derive runs `run` for each entry of `input` and keeps all the entries it gives (one-to-many). Output keys should be
   * unique over all inputs; where two inputs give the same key, the value of the smaller input key is in force, whatever
   * the order of events, and the other takes its place when it goes.
   */
  derive<I, O>(
    name: string,
    input: Collection<I>,
    run: (value: I, key: string, track: Tracker) => Entries<O>,
    options?: CollectionOptions<O>,
  ): Collection<O>;
  /** map is derive with at most one output per input, under the same key; undefined means none. */
  map<I, O>(
    name: string,
    input: Collection<I>,
    run: (value: I, key: string, track: Tracker) => O | undefined,
    options?: CollectionOptions<O>,
  ): Collection<O>;
  /**
   * view is a map whose values are made anew on every read and stored nowhere. Use it for values that cost next to nothing
   * to make from the input alone: a field of it, or an object around one. `make` is pure and reads nothing else.
   */
  view<I, O>(
    name: string,
    input: Collection<I>,
    make: (value: I, key: string) => O | undefined,
    options?: CollectionOptions<O>,
  ): Collection<O>;
  /** index keeps, for each key that `keysOf` names, the entries that name it. `keysOf` must be pure and reads nothing else. */
  index<V>(name: string, input: Collection<V>, keysOf: (value: V, key: string) => Iterable<string>): Index<V>;
  /** group runs `run` once per index key that has members, with all of them ordered by their own key. */
  group<V, O>(
    name: string,
    index: Index<V>,
    run: (indexKey: string, members: readonly V[], track: Tracker) => O | undefined,
    options?: CollectionOptions<O>,
  ): Collection<O>;
  /** join is the union of collections; of entries with the same key the one of the earliest input is in force. */
  join<V>(name: string, inputs: readonly Collection<V>[], options?: CollectionOptions<V>): Collection<V>;
  /**
   * pair relates two collections: it has an output, under `<left key>\n<right key>` (left keys hold no line feed), for each
   * pair of entries that name a term in common and for which `make` returns a value. A change recomputes only the pairs of
   * the changed entries. Use it where `derive` with `fetchAll` would recompute all members of one side.
   */
  pair<L, R, O>(
    name: string,
    left: Collection<L>,
    right: Collection<R>,
    pairing: Pairing<L, R, O>,
    options?: CollectionOptions<O>,
  ): Collection<O>;
  /**
   * batch settles once, after `work`, however many sources `work` wrote. Nested batches settle with the outermost. Where
   * `work` throws, what it had written stays and settles before the error goes on.
   */
  batch(work: () => void): void;
  /**
   * suppose answers a "what if": it settles what `change` writes, returns what `look` reads then, and settles what `undo`
   * writes, which must restore the values from before. No subscriber is told of any of it. It costs twice what the change
   * would. It is not allowed within a batch, a derivation, or a subscriber.
   */
  suppose<T>(change: () => void, look: () => T, undo: () => void): T;
  /** onSettled calls back after each batch that changed anything, after all subscribers. */
  onSettled(listener: () => void): Unsubscribe;
  dump(): readonly CollectionDump[];
}
