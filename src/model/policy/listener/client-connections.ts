/** ClientConnections bound what clients may keep open. Times are in milliseconds, sizes in bytes. */
export interface ClientConnections {
  readonly bufferLimit?: number;
  /** What the kernel keeps of what was sent and received, for each. */
  readonly socketBuffers?: number;
  readonly maxConnections?: number;
  /** How long one that is too many is held before it is closed. */
  readonly closeDelay?: number;
  readonly maxDuration?: number;
  readonly maxStreamDuration?: number;
  readonly maxRequests?: number;
  readonly acceptedAtOnce?: number;
}
