/** ConnectionRate accepts so many connections in each interval (milliseconds), and closes the others. */
export interface ConnectionRate {
  readonly connections: number;
  readonly interval: number;
  /** The most accepted at once after a quiet time; absent is `connections`. */
  readonly burst?: number;
}
