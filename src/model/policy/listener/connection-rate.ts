/** ConnectionRate takes so many connections in each interval (milliseconds); the others are closed. */
export interface ConnectionRate {
  readonly connections: number;
  readonly interval: number;
}
