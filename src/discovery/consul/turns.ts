/** Turns lets `count` callers proceed at once; later ones wait, in order, until a turn is given back. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** take resolves when it is the caller's turn, with the function that gives the turn back; with undefined once `ended`. */
  take(ended: AbortSignal): Promise<(() => void) | undefined> {
    return new Promise(resolve => {
      if (ended.aborted) return resolve(undefined);
      const begin = () => {
        this.#free--;
        ended.removeEventListener('abort', leave);
        resolve(() => this.#giveBack());
      };
      const leave = () => {
        this.#waiting.delete(begin);
        resolve(undefined);
      };
      if (this.#free > 0) return begin();
      this.#waiting.add(begin);
      ended.addEventListener('abort', leave);
    });
  }

  #giveBack(): void {
    this.#free++;
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    next();
  }
}
