/** Keepalive detects connections that died without notice (TCP keepalive). Times are in milliseconds. */
export interface Keepalive {
  readonly probes?: number;
  readonly idleTime?: number;
  readonly interval?: number;
}
