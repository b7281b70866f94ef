import type { Clock } from '#lib/clock.ts';

/** Alarm is the one timer of a stream. */
export class Alarm {
  readonly #clock: Clock;
  #cancel: (() => void) | undefined;
  #at = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** set has `ring` called at this time, and at no other; at Infinity never. */
  set(at: number, ring: () => void): void {
    if (at === this.#at) return;
    this.stop();
    if (at === Infinity) return;
    this.#at = at;
    this.#cancel = this.#clock.at(at, () => {
      this.#at = Infinity;
      this.#cancel = undefined;
      ring();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#at = Infinity;
  }
}
