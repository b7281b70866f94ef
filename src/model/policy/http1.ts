/** Http1 says how HTTP/1.1 is spoken with a backend. */
export interface Http1 {
  readonly trailers?: boolean;
  /** How header names are written: as the client wrote them, or with each word capitalized; absent: in lower case. */
  readonly headerCase?: 'preserved' | 'proper';
  /** An answer that breaks the protocol ends only its request, instead of the connection. */
  readonly resetStreamOnError?: boolean;
}
