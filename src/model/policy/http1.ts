/** Http1 is how HTTP/1.1 is spoken with a backend, where it is. */
export interface Http1 {
  readonly trailers?: boolean;
  /** How names of headers are written: as the client wrote them, or each of their words with a capital; absent: in lower case. */
  readonly headerCase?: 'preserved' | 'proper';
  /** An answer that breaks the protocol ends its request alone, instead of the connection. */
  readonly resetStreamOnError?: boolean;
}
