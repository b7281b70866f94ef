/** Clock is where time comes from: real in production, turned by hand in tests. */
export interface Clock {
  /** ms; what they are counted from is the clock's own affair. */
  now(): number;
  /** Calls back once at or after `time`, never before `at` has returned, unless cancelled by what is given back. */
  at(time: number, wake: () => void): () => void;
}
