/** RequestBuffer holds a request back until all of it is there; one of more than `limit` bytes is answered with 413. */
export interface RequestBuffer {
  readonly limit: number;
}
