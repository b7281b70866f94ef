/** TimeShare lets work take a part of all time: of what was not used so much (ms) may be taken at once. */
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

  /** Whether there is any: what is begun is done to its end, and owed. */
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
