import { SmallMap } from '#lib/small-map.ts';

/**
 * turning is how long (ms) connections may still come by the former version of a listener after Envoy has acknowledged the
 * new one: until the new one has what it needs and all of Envoy's threads have turned to it. After 100 ms, 5 of 1,500
 * connections still came by the former one where seven processes competed for each processor; after 300 ms none did.
 */
export const turning = 300;

/** NewMarks are the marks that a client's listeners have given only since a moment ago, and so not yet surely. */
export class NewMarks {
  /** Until when (by the clock), by listener and mark. */
  readonly #byListener = new SmallMap<string, Map<string, number>>();

  note(listener: string, names: readonly string[], until: number): void {
    if (names.length === 0) return;
    const unsure = this.#byListener.get(listener) ?? new Map<string, number>();
    for (const name of names) unsure.set(name, until);
    this.#byListener.set(listener, unsure);
  }

  /** cover says whether any of these names is among them. */
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
