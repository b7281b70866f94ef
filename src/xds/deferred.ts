/**
 * Deferred calls out after the present work is done, in order: those who are told may call us back at once, and must not
 * find a stream half-way through a request.
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
