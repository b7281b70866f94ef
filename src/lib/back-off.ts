import type { Clock } from './clock.ts';

/** Milliseconds between tries: the first wait, and the longest. */
const first = 1_000;
const longest = 60_000;

/** BackOff retries what failed at growing intervals (1, 2, 4 … 60 s), until it succeeds. */
export class BackOff {
  readonly #clock: Pick<Clock, 'now' | 'at'>;
  #wait = first;
  #cancel: (() => void) | undefined;

  constructor(clock: Pick<Clock, 'now' | 'at'>) {
    this.#clock = clock;
  }

  /** later schedules a retry after the present interval, unless one is scheduled already. */
  later(again: () => void): void {
    if (this.#cancel !== undefined) return;
    this.#cancel = this.#clock.at(this.#clock.now() + this.#wait, () => {
      this.#cancel = undefined;
      again();
    });
    this.#wait = Math.min(2 * this.#wait, longest);
  }

  /** over cancels the retry; the next failure is retried soon. */
  over(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#wait = first;
  }
}
