import { SmallMap } from '#lib/small-map.ts';
import { SmallSet } from '#lib/small-set.ts';

/**
 * Leaving holds the names that left a view and are not removed yet: those that something held still needs, and those that may
 * go at a moment (by the clock). All linger equally long, so they stand in the order in which they go: what is due, and when
 * the next one is, is told without looking at the others.
 */
export class Leaving {
  readonly #needed = new SmallSet<string>();
  readonly #going = new SmallMap<string, number>();

  /** hold keeps a name for as long as something needs it. */
  hold(name: string): void {
    this.#going.delete(name);
    this.#needed.add(name);
  }

  /** release lets a name go at a time, no earlier than any before, and returns it; a name that goes already keeps its time. */
  release(name: string, at: number): number {
    const since = this.#going.get(name);
    if (since !== undefined) return since;
    this.#needed.delete(name);
    this.#going.set(name, at);
    return at;
  }

  delete(name: string): void {
    this.#needed.delete(name);
    this.#going.delete(name);
  }

  /** next is when the first one may go; Infinity where none may. */
  get next(): number {
    for (const at of this.#going.values()) return at;
    return Infinity;
  }

  /** due are the names that may go by now. */
  *due(now: number): IterableIterator<string> {
    for (const [name, at] of this.#going) {
      if (at > now) return;
      yield name;
    }
  }

  /** needed are the names that were needed when they were looked at last. */
  needed(): Iterable<string> {
    return this.#needed;
  }
}
