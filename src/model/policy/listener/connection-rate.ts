/** ConnectionRate takes so many connections in each interval (milliseconds); the others are closed. */
export interface ConnectionRate {
  readonly connections: number;
  readonly interval: number;
  /** At most so many at once, where nobody came for a while; absent is `connections`. */
  readonly burst?: number;
}
