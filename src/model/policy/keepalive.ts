/** Keepalive finds connections that died without a word. Times are in milliseconds. */
export interface Keepalive {
  readonly probes?: number;
  readonly idleTime?: number;
  readonly interval?: number;
}
