/** What was read last: `keys` stay here and are mended in place, `values` were given out and are never touched. */
interface Snapshot<V> {
  readonly keys: string[];
  readonly values: readonly V[];
}

/** Past this share of changed members, sorting anew is cheaper than mending one by one. */
const mendable = 1 / 16;

/**
 * Bucket is the members under one index key, where there are several. They are sorted when someone reads them, and what was
 * read is mended, not sorted again, while few of them have changed. Bucket does not hold the values of members that nobody
 * has read.
 */
export class Bucket<V> {
  readonly #keys: Set<string>;
  readonly #read: (key: string) => V | undefined;
  #snapshot: Snapshot<V> | undefined;
  /** Keys that changed since the snapshot. */
  readonly #touched = new Set<string>();

  constructor(keys: Iterable<string>, read: (key: string) => V | undefined) {
    this.#keys = new Set(keys);
    this.#read = read;
  }

  get size(): number {
    return this.#keys.size;
  }

  /** add takes in a member, or says that the value of one has changed. */
  add(key: string): void {
    this.#keys.add(key);
    this.#touch(key);
  }

  remove(key: string): void {
    this.#keys.delete(key);
    this.#touch(key);
  }

  /** members are the values ordered by key: the same array until one of them changes. */
  members(): readonly V[] {
    if (this.#snapshot === undefined) this.#snapshot = this.#sort();
    else if (this.#touched.size > 0) this.#snapshot = this.#mend(this.#snapshot);
    return this.#snapshot.values;
  }

  #sort(): Snapshot<V> {
    const keys = [...this.#keys].sort();
    const values: V[] = [];
    for (const key of keys) {
      const value = this.#read(key);
      if (value !== undefined) values.push(value);
    }
    return { keys, values };
  }

  #mend({ keys, values: old }: Snapshot<V>): Snapshot<V> {
    const values = old.slice();
    for (const key of this.#touched) {
      const at = position(keys, key);
      const held = Number(keys[at] === key);
      const value = this.#keys.has(key) ? this.#read(key) : undefined;
      if (value === undefined) {
        keys.splice(at, held);
        values.splice(at, held);
      } else if (held) values[at] = value;
      else {
        keys.splice(at, 0, key);
        values.splice(at, 0, value);
      }
    }
    this.#touched.clear();
    return { keys, values };
  }

  #touch(key: string): void {
    if (this.#snapshot === undefined) return;
    this.#touched.add(key);
    if (this.#touched.size <= this.#snapshot.keys.length * mendable) return;
    this.#snapshot = undefined;
    this.#touched.clear();
  }
}

/** position is where `key` is, or would be, in sorted keys. */
function position(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
