/**
 * AdaptiveConcurrency limits how many requests are under way at once: as long as they take about as long as they do when few
 * are, more may be. Times are in milliseconds; what is left out is Envoy's.
 */
export interface AdaptiveConcurrency {
  /** Which of the times that were measured stands for all, in percent of those that are shorter. */
  readonly percentile?: number;
  readonly maxLimit?: number;
  /** How often the limit is reckoned anew. */
  readonly updateInterval: number;
  /** How long a request takes while few are under way: measured every so often, or known. */
  readonly shortest: { readonly measuredEvery: number } | { readonly fixed: number };
  /** How many requests are measured, and how many may be under way meanwhile. */
  readonly measuredRequests?: number;
  readonly measuredLimit?: number;
  /** By how many percent of the interval measuring is put off at most, at random. */
  readonly jitter?: number;
  /** By how many percent more than the shortest time a request may take as a matter of course. */
  readonly buffer?: number;
  /** What is answered beyond the limit; absent is 503. */
  readonly status?: number;
}
