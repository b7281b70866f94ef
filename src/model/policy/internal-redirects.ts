/** InternalRedirects has the proxy itself follow redirects that a backend answers with, to whatever route they lead. */
export interface InternalRedirects {
  /** Which; none: 302. */
  readonly statuses: readonly number[];
  /** How many in a row; absent is one. */
  readonly most?: number;
  /** Also from http to https, and back. */
  readonly acrossSchemes?: boolean;
  /** Headers of the answer that the next request has. */
  readonly copiedHeaders: readonly string[];
}
