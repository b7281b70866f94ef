/** ms of work in one turn of the event loop. What is left goes on in the next turn, so that everybody else is served too. */
const longest = 50;

/**
 * Rounds does what is due before control returns to the event loop, each once, for a bounded time: a change that concerns
 * thousands of streams, or timers of thousands that ring at once, would otherwise leave all others unanswered for seconds.
 */
export class Rounds<T> {
  readonly #due = new Set<T>();
  readonly #work: (one: T) => void;
  readonly #done: () => void;
  readonly #now: () => number;
  /** ms of the present turn that are used up; the microtasks of one turn count together. */
  #spent = 0;
  #turnEnds = false;

  /** `done` is called whenever nothing is due any more. */
  constructor(work: (one: T) => void, done: () => void, now = () => performance.now()) {
    this.#work = work;
    this.#done = done;
    this.#now = now;
  }

  add(one: T): void {
    if (this.#due.size === 0 && this.#spent < longest) queueMicrotask(() => this.#run());
    this.#due.add(one);
  }

  #run(): void {
    if (!this.#turnEnds) {
      this.#turnEnds = true;
      setImmediate(() => this.#endTurn());
    }
    const began = this.#now();
    const before = this.#spent;
    for (const one of this.#due) {
      this.#due.delete(one);
      this.#work(one);
      this.#spent = before + this.#now() - began;
      if (this.#spent >= longest) break;
    }
    if (this.#due.size === 0) this.#done();
  }

  #endTurn(): void {
    this.#turnEnds = false;
    this.#spent = 0;
    if (this.#due.size > 0) this.#run();
  }
}
