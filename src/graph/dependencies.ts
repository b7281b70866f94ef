import type { Scheduler } from './scheduler.ts';

/** Reader is a derivation that fetched something. When that changes, `invalidate` has the keys that fetched it run again. */
export interface Reader {
  readonly scheduler: Scheduler;
  invalidate(keys: string | ReadonlySet<string>): void;
}

/**
 * Read is one thing that a reader fetched (a key of a collection, the members or the count under an index key) and the
 * reader's keys that did so. It is shared by them, so that a dependency costs a pointer, and compared by identity.
 */
export class Read {
  /** The scheduler's run that recorded this read last. */
  stamp = -1;
  readonly #key: string;
  readonly #edge: Edge;
  /** One key most of the time: a set only where there are more. */
  #readers: string | Set<string> | undefined;

  constructor(edge: Edge, key: string) {
    this.#edge = edge;
    this.#key = key;
  }

  add(reader: string): void {
    const readers = this.#readers;
    if (readers === undefined) this.#readers = reader;
    else if (typeof readers !== 'string') readers.add(reader);
    else if (readers !== reader) this.#readers = new Set([readers, reader]);
  }

  remove(reader: string): void {
    const readers = this.#readers;
    if (readers === undefined) return;
    if (typeof readers === 'string') {
      if (readers !== reader) return;
    } else {
      readers.delete(reader);
      if (readers.size > 0) return;
    }
    this.#readers = undefined;
    this.#edge.drop(this.#key);
  }

  invalidate(reader: Reader): void {
    if (this.#readers !== undefined) reader.invalidate(this.#readers);
  }
}

/**
 * Edge holds all reads of one derivation from one place (a collection, or the members or the counts of an index). There is
 * one for each such pair, not for each key.
 */
export class Edge {
  readonly #reader: Reader;
  readonly #reads = new Map<string, Read>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  get size(): number {
    return this.#reads.size;
  }

  /** read gives the read of a key. A new one must be given a reader (`add`), or it is never dropped. */
  read(key: string): Read {
    let read = this.#reads.get(key);
    if (read === undefined) {
      read = new Read(this, key);
      this.#reads.set(key, read);
    }
    return read;
  }

  drop(key: string): void {
    this.#reads.delete(key);
  }

  changed(key: string): void {
    this.#reads.get(key)?.invalidate(this.#reader);
  }
}

/**
 * Readers are the derivations that fetch from one place. A derivation that fetches there under the very key that it runs for
 * is a follower: this is remembered once, not for each key.
 */
export class Readers {
  readonly #edges = new Map<Reader, Edge>();
  readonly #followers = new Set<Reader>();

  follow(reader: Reader): void {
    this.#followers.add(reader);
  }

  edge(reader: Reader): Edge {
    let edge = this.#edges.get(reader);
    if (edge === undefined) {
      edge = new Edge(reader);
      this.#edges.set(reader, edge);
    }
    return edge;
  }

  changed(keys: Iterable<string>): void {
    if (this.#edges.size === 0 && this.#followers.size === 0) return;
    for (const key of keys) {
      for (const follower of this.#followers) follower.invalidate(key);
      for (const edge of this.#edges.values()) edge.changed(key);
    }
  }

  /** How many keys are remembered because someone fetched them. */
  get size(): number {
    let size = 0;
    for (const edge of this.#edges.values()) size += edge.size;
    return size;
  }
}
