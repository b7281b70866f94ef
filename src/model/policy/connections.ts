/** Connections is how connections to a backend are made and kept. Times are in milliseconds; 0 is no limit. */
export interface Connections {
  readonly connectTimeout?: number;
  /** How long a connection without requests is kept. */
  readonly idleTimeout?: number;
  readonly maxDuration?: number;
  readonly maxStreamDuration?: number;
  readonly maxRequests?: number;
  /** The most headers of an answer; one with more fails. */
  readonly maxHeaders?: number;
  /** Bytes that may wait in a connection's buffer before its sender is held up. */
  readonly bufferLimit?: number;
  /** Sizes of the kernel's buffers for receiving and for sending, each. */
  readonly socketBuffers?: number;
  /** Connections made ahead of need, as a multiple of those in use: for each endpoint, and for all endpoints together. */
  readonly preconnectPerEndpoint?: number;
  readonly preconnectPredicted?: number;
}
