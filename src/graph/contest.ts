/**
 * Contest is an output key that several inputs give: the smallest input key wins, and the others wait. Thousands may give
 * the same key (each route that names a backend says that it is reached), so only what changes is touched: the order of
 * those who wait is not established before a winner leaves.
 */
export class Contest<O> {
  readonly #values: Map<string, O>;
  #winner: string;
  /** A heap of the waiting inputs, smallest first; it may still hold inputs that have left. Undefined until it is needed. */
  #waiting: string[] | undefined;

  constructor(input: string, value: O) {
    this.#values = new Map([[input, value]]);
    this.#winner = input;
  }

  get size(): number {
    return this.#values.size;
  }

  get winner(): string {
    return this.#winner;
  }

  /** The value in force. */
  get value(): O | undefined {
    return this.#values.get(this.#winner);
  }

  has(input: string): boolean {
    return this.#values.has(input);
  }

  claim(input: string, value: O): void {
    const known = this.#values.has(input);
    this.#values.set(input, value);
    if (input < this.#winner) {
      if (this.#waiting) push(this.#waiting, this.#winner);
      this.#winner = input;
    } else if (!known && this.#waiting) push(this.#waiting, input);
    this.#forgetLeavers();
  }

  /** release takes a claim back. It is never called for the last one: the owner ends a contest when a single claim is left. */
  release(input: string): void {
    this.#values.delete(input);
    if (input === this.#winner) this.#winner = this.#next() ?? input;
    this.#forgetLeavers();
  }

  #next(): string | undefined {
    this.#waiting ??= heapOf(this.#values.keys());
    for (let first = pop(this.#waiting); first !== undefined; first = pop(this.#waiting)) {
      if (this.#values.has(first)) return first;
    }
    return undefined;
  }

  #forgetLeavers(): void {
    if (this.#waiting && this.#waiting.length > 2 * this.#values.size) this.#waiting = undefined;
  }
}

function heapOf(keys: Iterable<string>): string[] {
  const heap = [...keys];
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) sink(heap, at);
  return heap;
}

function push(heap: string[], key: string): void {
  let at = heap.length;
  heap.push(key);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || above <= key) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = key;
}

function pop(heap: string[]): string | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (heap.length > 0 && last !== undefined) {
    heap[0] = last;
    sink(heap, 0);
  }
  return first;
}

function sink(heap: string[], from: number): void {
  const key = heap[from];
  if (key === undefined) return;
  let at = from;
  for (;;) {
    const left = 2 * at + 1;
    const right = left + 1;
    const child = (heap[right] ?? key) < (heap[left] ?? key) ? right : left;
    const below = heap[child];
    if (below === undefined || below >= key) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = key;
}
