/** InternalRedirects has the proxy itself follow redirects that a backend answers with, to whatever route they lead. */
export interface InternalRedirects {
  /** Statuses that are followed; empty: 302. */
  readonly statuses: readonly number[];
  /** How many redirects in a row are followed; absent is one. */
  readonly most?: number;
  /** Whether redirects from http to https, or back, are followed too. */
  readonly acrossSchemes?: boolean;
  /** Headers of the answer that are copied to the next request. */
  readonly copiedHeaders: readonly string[];
}
