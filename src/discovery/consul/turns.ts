/** Turns are had by so many at once; who comes later waits until one is given back, in the order of coming. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** take resolves when it is somebody's turn, with how it is given back; or, once `ended`, with nothing. */
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
