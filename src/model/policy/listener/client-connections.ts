/** ClientConnections limit what clients may keep open. Times are in milliseconds, sizes in bytes. */
export interface ClientConnections {
  readonly bufferLimit?: number;
  /** Sizes of the kernel's send and receive buffers, each. */
  readonly socketBuffers?: number;
  readonly maxConnections?: number;
  /** How long a connection over the limit is held before it is closed. */
  readonly closeDelay?: number;
  readonly maxDuration?: number;
  readonly maxStreamDuration?: number;
  readonly maxRequests?: number;
  readonly acceptedAtOnce?: number;
}
