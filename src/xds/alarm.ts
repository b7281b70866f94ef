/** Alarm is the one timer of a stream. It keeps no process running. */
export class Alarm {
  #timer: NodeJS.Timeout | undefined;
  #at = Infinity;

  /** set has `ring` called at this time (performance.now()), and at no other; at Infinity never. */
  set(at: number, now: number, ring: () => void): void {
    if (at === this.#at) return;
    clearTimeout(this.#timer);
    this.#at = at;
    if (at === Infinity) return;
    const due = () => {
      this.#at = Infinity;
      ring();
    };
    // A timer may fire a fraction of a millisecond early.
    this.#timer = setTimeout(due, Math.max(0, at - now) + 1).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
