import type { Clock } from './clock.ts';

/** ms between tries: the first, and the longest. */
const first = 1_000;
const longest = 60_000;

/** BackOff has what failed tried again at growing intervals (1, 2, 4 … 60 s), until it is over. */
export class BackOff {
  readonly #clock: Pick<Clock, 'now' | 'at'>;
  #wait = first;
  #cancel: (() => void) | undefined;

  constructor(clock: Pick<Clock, 'now' | 'at'>) {
    this.#clock = clock;
  }

  /** later has it tried again after the present interval, unless it is going to be already. */
  later(again: () => void): void {
    if (this.#cancel !== undefined) return;
    this.#cancel = this.#clock.at(this.#clock.now() + this.#wait, () => {
      this.#cancel = undefined;
      again();
    });
    this.#wait = Math.min(2 * this.#wait, longest);
  }

  /** over: nothing is to be tried again; what fails next is tried again soon. */
  over(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#wait = first;
  }
}
