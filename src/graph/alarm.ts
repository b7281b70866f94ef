import type { Clock } from '#lib/clock.ts';
import type { Unsubscribe } from './collection.ts';

/** Alarm asks a clock for one call at a time, and anew only when the time has changed. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #time: number | undefined;
  #cancel: Unsubscribe | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** set asks for a call at `time` (ms since the epoch) in place of the one asked for before, or for none. */
  set(time: number | undefined): void {
    if (time === this.#time) return;
    this.#cancel?.();
    this.#time = time;
    this.#cancel = time === undefined ? undefined : this.#clock.at(time, () => this.#rang());
  }

  #rang(): void {
    this.#time = undefined;
    this.#cancel = undefined;
    this.#ring();
  }
}
