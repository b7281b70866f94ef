/** ListenerProblem says what is wrong with a listener. `reason` is its condition's, `path` within the listener as written. */
export interface ListenerProblem {
  readonly reason: string;
  readonly message: string;
  readonly path: string;
}
