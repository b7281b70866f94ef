import { SmallMap } from '#lib/small-map.ts';

/**
 * Envoy acknowledges a listener before connections come by it: they still come by the one before, until the new one has what it
 * needs and all of its threads have turned to it (ms). After 100, 5 of 1,500 connections still came by the one before where seven processes wanted
 * each processor; after 300 none did.
 */
export const turning = 300;

/** NewMarks are those that listeners of a client give since a moment ago, and not yet surely. */
export class NewMarks {
  /** Until when (by the clock), by listener and mark. */
  readonly #byListener = new SmallMap<string, Map<string, number>>();

  note(listener: string, names: readonly string[], until: number): void {
    if (names.length === 0) return;
    const unsure = this.#byListener.get(listener) ?? new Map<string, number>();
    for (const name of names) unsure.set(name, until);
    this.#byListener.set(listener, unsure);
  }

  /** cover: some of these names are among them. */
  cover(listener: string, names: readonly string[]): boolean {
    const unsure = this.#byListener.get(listener);
    return unsure !== undefined && names.some(name => unsure.has(name));
  }

  /** next is when the first of them are sure; Infinity where all are. */
  get next(): number {
    let next = Infinity;
    for (const unsure of this.#byListener.values())
      for (const until of unsure.values()) next = Math.min(next, until);
    return next;
  }

  /** settle forgets those that are sure by now, and says whether there were any. */
  settle(now: number): boolean {
    let any = false;
    for (const [listener, unsure] of this.#byListener) {
      for (const [name, until] of unsure) if (until <= now) any = unsure.delete(name) || any;
      if (unsure.size === 0) this.#byListener.delete(listener);
    }
    return any;
  }
}
