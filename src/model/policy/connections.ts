/** Connections is how connections to a backend are made and kept. Times are in milliseconds; 0 is no limit. */
export interface Connections {
  readonly connectTimeout?: number;
  /** How long one without requests is kept. */
  readonly idleTimeout?: number;
  readonly maxDuration?: number;
  readonly maxStreamDuration?: number;
  readonly maxRequests?: number;
  /** Headers of an answer; one with more fails. */
  readonly maxHeaders?: number;
  /** Bytes that may wait in a connection before its sender is held up. */
  readonly bufferLimit?: number;
  /** The same in the kernel, for what is received and for what is sent. */
  readonly socketBuffers?: number;
  /** Connections made ahead of need, as a multiple of those in use: for each endpoint, and for all together. */
  readonly preconnectPerEndpoint?: number;
  readonly preconnectPredicted?: number;
}
