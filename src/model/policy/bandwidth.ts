/** Bandwidth limits how fast the bodies of requests and answers pass, for each proxy and rule. */
export interface Bandwidth {
  /** Bytes a second. */
  readonly request?: number;
  readonly response?: number;
  /** The prefix of trailers that tell how long an answer was delayed; absent: no such trailers. */
  readonly trailerPrefix?: string;
}
