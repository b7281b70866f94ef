import { SmallMap } from '#lib/small-map.ts';

/**
 * Envoy acknowledges a listener before connections come by it: they still come by the one before, until the new one has what it
 * needs and all of its threads have turned to it (ms).
 */
export const turning = 100;

interface Turning {
  readonly names: readonly string[];
  /** By the clock. */
  readonly until: number;
}

/** NewMarks are those that listeners of a client give since a moment ago, and not yet surely. */
export class NewMarks {
  readonly #byListener = new SmallMap<string, Turning>();

  note(listener: string, names: readonly string[], until: number): void {
    this.#byListener.delete(listener);
    if (names.length > 0) this.#byListener.set(listener, { names, until });
  }

  /** cover: some of these names are among them. */
  cover(listener: string, names: readonly string[]): boolean {
    return this.#byListener.get(listener)?.names.some(name => names.includes(name)) === true;
  }

  /** next is when the first of them are sure; Infinity where all are. */
  get next(): number {
    let next = Infinity;
    for (const { until } of this.#byListener.values()) next = Math.min(next, until);
    return next;
  }

  /** settle forgets those that are sure by now, and says whether there were any. */
  settle(now: number): boolean {
    const before = this.#byListener.size;
    for (const [listener, { until }] of this.#byListener) if (until <= now) this.#byListener.delete(listener);
    return this.#byListener.size < before;
  }
}
