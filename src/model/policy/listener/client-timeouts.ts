/** ClientTimeouts bound how long clients are waited for, in milliseconds; 0 is no limit. */
export interface ClientTimeouts {
  /** For a whole request to arrive. */
  readonly request?: number;
  /** For its headers. */
  readonly headers?: number;
  /** Of a connection without requests. */
  readonly idle?: number;
  /** Of a request for which nothing is sent either way. */
  readonly streamIdle?: number;
  /** Of a connection on which nothing is sent, where connections are passed on as they are. */
  readonly tcpIdle?: number;
  /** For the handshake of TLS. */
  readonly handshake?: number;
  /** For the first bytes, by which a connection is told to its listener. */
  readonly inspection?: number;
}
