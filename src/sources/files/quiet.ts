import type { Clock, Unsubscribe } from '#graph';

/** A deletion waits until nothing happened for this long (ms) … */
const quietFor = 50;
/** … and no longer than this since it was first seen. */
const atMost = 1000;

/**
 * Quiet tells when a directory has come to rest: 50 ms after the last activity, at most 1 s after `wait` was first called.
 * `git checkout` and editors unlink before they create, so a deletion is believed only then.
 */
export class Quiet {
  readonly #clock: Clock;
  readonly #onQuiet: () => void;
  #lastActivity = Number.NEGATIVE_INFINITY;
  #deadline: number | undefined;
  #cancel: Unsubscribe = () => {};

  constructor(clock: Clock, onQuiet: () => void) {
    this.#clock = clock;
    this.#onQuiet = onQuiet;
  }

  activity(): void {
    this.#lastActivity = this.#clock.now();
  }

  /** wait asks for one `onQuiet`; asking again while it is awaited changes nothing. */
  wait(): void {
    if (this.#deadline !== undefined) return;
    this.#deadline = this.#clock.now() + atMost;
    this.#schedule(this.#deadline);
  }

  stop(): void {
    this.#cancel();
    this.#deadline = undefined;
  }

  #schedule(deadline: number): void {
    const time = Math.min(Math.max(this.#lastActivity, this.#clock.now() - quietFor) + quietFor, deadline);
    this.#cancel = this.#clock.at(time, () => {
      // After a long turn of the event loop, timers run before the events that queued up meanwhile: let those be heard
      // first.
      const immediate = setImmediate(() => this.#check(deadline));
      this.#cancel = () => clearImmediate(immediate);
    });
  }

  #check(deadline: number): void {
    const now = this.#clock.now();
    if (now < deadline && now < this.#lastActivity + quietFor) {
      this.#schedule(deadline);
      return;
    }
    this.#deadline = undefined;
    this.#onQuiet();
  }
}
