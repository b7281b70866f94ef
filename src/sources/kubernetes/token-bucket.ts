import type { Clock } from '#lib/clock.ts';

/** TokenBucket lets `perSecond` callers pass each second, and `burst` at once after a pause. First come, first served. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(clock: Clock, perSecond: number, burst: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = clock.now();
  }

  /** take resolves when it is one's turn. */
  async take(): Promise<void> {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond) - 1;
    this.#at = now;
    if (this.#tokens >= 0) return;
    // Below zero: the tokens owed to earlier callers count too.
    const wait = (-this.#tokens / this.#perSecond) * 1000;
    await new Promise<void>(resolve => this.#clock.at(now + wait, resolve));
  }
}
