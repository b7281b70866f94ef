/** ClientTimeouts bound how long clients are waited for, in milliseconds; 0 is no limit. */
export interface ClientTimeouts {
  /** For a whole request to arrive. */
  readonly request?: number;
  /** For the headers of a request to arrive. */
  readonly headers?: number;
  /** For a connection without requests. */
  readonly idle?: number;
  /** For a request without a byte either way. */
  readonly streamIdle?: number;
  /** For a connection without a byte either way, where connections are passed on as they are. */
  readonly tcpIdle?: number;
  /** For the TLS handshake. */
  readonly handshake?: number;
  /** For the first bytes of a connection, by which its filter chain is chosen. */
  readonly inspection?: number;
}
