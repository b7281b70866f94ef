/** RequestBuffer holds a request back until its body is complete; one of more than `limit` bytes is answered with 413. */
export interface RequestBuffer {
  readonly limit: number;
}
