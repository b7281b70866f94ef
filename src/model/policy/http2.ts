/** Http2 is how HTTP/2 is spoken. Sizes are in bytes, times in milliseconds. */
export interface Http2 {
  readonly initialStreamWindowSize?: number;
  readonly initialConnectionWindowSize?: number;
  readonly maxConcurrentStreams?: number;
  /** A request that breaks the protocol ends only its stream, instead of the connection. */
  readonly resetStreamOnError?: boolean;
  readonly keepalive?: Http2Keepalive;
  /** Whether extended CONNECT (RFC 8441) is accepted, which carries websockets over HTTP/2. */
  readonly allowsConnect?: boolean;
}

/** Http2Keepalive checks by PING that the other side is there. */
export interface Http2Keepalive {
  readonly interval?: number;
  readonly timeout?: number;
  /** Percent of the interval. */
  readonly intervalJitter?: number;
  readonly idleInterval?: number;
}
