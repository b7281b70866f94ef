/** Http2 is how HTTP/2 is spoken. Sizes are in bytes, times in milliseconds. */
export interface Http2 {
  readonly initialStreamWindowSize?: number;
  readonly initialConnectionWindowSize?: number;
  readonly maxConcurrentStreams?: number;
  /** A request that breaks the protocol ends alone, instead of its connection. */
  readonly resetStreamOnError?: boolean;
  readonly keepalive?: Http2Keepalive;
  /** Whether CONNECT with a protocol (RFC 8441) is taken, by which websockets come over HTTP/2. */
  readonly allowsConnect?: boolean;
}

/** Http2Keepalive asks by PING whether the other side is there. */
export interface Http2Keepalive {
  readonly interval?: number;
  readonly timeout?: number;
  /** Percent of the interval. */
  readonly intervalJitter?: number;
  readonly idleInterval?: number;
}
