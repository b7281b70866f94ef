/** TimeShare lets work take a fixed part of all time. Unused time accumulates up to `burst` (ms). */
export class TimeShare {
  readonly #now: () => number;
  readonly #part: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  constructor(now: () => number, { part, burst }: { readonly part: number; readonly burst: number }) {
    this.#now = now;
    this.#part = part;
    this.#burst = burst;
    this.#left = burst;
    this.#at = now();
  }

  /** Whether there is time left. Work that has begun runs to its end, and what it takes beyond that is owed. */
  get isLeft(): boolean {
    const now = this.#now();
    this.#left = Math.min(this.#burst, this.#left + (now - this.#at) * this.#part);
    this.#at = now;
    return this.#left > 0;
  }

  spend<T>(work: () => T): T {
    const begun = this.#now();
    try {
      return work();
    } finally {
      this.#left -= this.#now() - begun;
    }
  }
}
