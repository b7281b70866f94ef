/** Bandwidth bounds how fast the bodies of requests and of answers pass, for each proxy and rule. */
export interface Bandwidth {
  /** Bytes a second. */
  readonly request?: number;
  readonly response?: number;
  /** Trailers of an answer that tell how long it was held up begin with it; absent: there are none. */
  readonly trailerPrefix?: string;
}
