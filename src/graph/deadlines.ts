/** Deadline is the time (ms since the epoch) at which one key of one derivation is to run again. */
export interface Deadline {
  readonly key: string;
  readonly owner: DeadlineOwner;
  time: number;
  /** Place in the heap. */
  at: number;
}

export interface DeadlineOwner {
  /** expire is called when the deadline has passed and was removed. */
  expire(key: string): void;
}

/** Deadlines is a heap of deadlines, earliest first, from which any can be removed again. */
export class Deadlines {
  readonly #heap: Deadline[] = [];

  get size(): number {
    return this.#heap.length;
  }

  get earliest(): number | undefined {
    return this.#heap[0]?.time;
  }

  add(owner: DeadlineOwner, key: string, time: number): Deadline {
    const deadline = { owner, key, time, at: this.#heap.length };
    this.#heap.push(deadline);
    this.#rise(deadline);
    return deadline;
  }

  move(deadline: Deadline, time: number): void {
    deadline.time = time;
    this.#rise(deadline);
    this.#sink(deadline);
  }

  remove(deadline: Deadline): void {
    const last = this.#heap.pop();
    if (last === undefined || last === deadline) return;
    this.#place(last, deadline.at);
    this.#rise(last);
    this.#sink(last);
  }

  /** expire removes the deadlines that are due at `now` and tells their owners. */
  expire(now: number): void {
    for (let first = this.#heap[0]; first !== undefined && first.time <= now; first = this.#heap[0]) {
      this.remove(first);
      first.owner.expire(first.key);
    }
  }

  #place(deadline: Deadline, at: number): void {
    deadline.at = at;
    this.#heap[at] = deadline;
  }

  #rise(deadline: Deadline): void {
    while (deadline.at > 0) {
      const parent = this.#heap[(deadline.at - 1) >> 1];
      if (parent === undefined || parent.time <= deadline.time) return;
      this.#swap(parent, deadline);
    }
  }

  #sink(deadline: Deadline): void {
    for (;;) {
      const left = this.#heap[2 * deadline.at + 1];
      const right = this.#heap[2 * deadline.at + 2];
      const child = right !== undefined && left !== undefined && right.time < left.time ? right : left;
      if (child === undefined || child.time >= deadline.time) return;
      this.#swap(deadline, child);
    }
  }

  #swap(upper: Deadline, lower: Deadline): void {
    const at = upper.at;
    this.#place(upper, lower.at);
    this.#place(lower, at);
  }
}
