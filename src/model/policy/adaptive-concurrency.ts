/**
 * AdaptiveConcurrency limits how many requests are in flight at once: the limit rises as long as requests take about as long as
 * they do under low load. Times are in milliseconds; what is left out is Envoy's default.
 */
export interface AdaptiveConcurrency {
  /** The percentile of the measured times that stands for all of them. */
  readonly percentile?: number;
  readonly maxLimit?: number;
  /** How often the limit is recalculated. */
  readonly updateInterval: number;
  /** The time of a request under low load: measured at this interval, or fixed. */
  readonly shortest: { readonly measuredEvery: number } | { readonly fixed: number };
  /** How many requests are measured for it, and how many may be in flight meanwhile. */
  readonly measuredRequests?: number;
  readonly measuredLimit?: number;
  /** The most by which the measurement is put off at random, in percent of its interval. */
  readonly jitter?: number;
  /** By how many percent a request may take longer than the shortest time before the limit falls. */
  readonly buffer?: number;
  /** The status beyond the limit; absent is 503. */
  readonly status?: number;
}
