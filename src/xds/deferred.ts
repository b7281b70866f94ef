/**
 * Deferred makes calls to the outside, in order, once the present work is done: the called may call the server back at once,
 * and must not find a stream half-way through a request.
 */
export class Deferred {
  readonly #calls = new Map<string, () => void>();

  /** later replaces an earlier call of the same key that was not made yet. */
  later(key: string, call: () => void): void {
    if (this.#calls.size === 0) queueMicrotask(() => this.#run());
    this.#calls.delete(key);
    this.#calls.set(key, call);
  }

  #run(): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call();
  }
}
