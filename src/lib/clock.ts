/** Clock is the source of time: real in production, turned by hand in tests. */
export interface Clock {
  /** Milliseconds, counted from a moment that each clock chooses. */
  now(): number;
  /** Calls `wake` once, at or after `time` but never before `at` has returned, unless the returned function cancels it. */
  at(time: number, wake: () => void): () => void;
}
