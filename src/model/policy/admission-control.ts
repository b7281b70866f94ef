/**
 * AdmissionControl rejects requests, the more the more of them fail. Times are in milliseconds; what is left out is Envoy's
 * default.
 */
export interface AdmissionControl {
  /** The window over which successes are counted. */
  readonly window?: number;
  /** The success rate, in percent, above which nothing is rejected. */
  readonly minSuccess?: number;
  /** How fast rejections grow below that rate: 1 is in proportion. */
  readonly aggression?: number;
  /** The rate of requests a second below which nothing is rejected. */
  readonly minRate?: number;
  /** The most that is rejected, in percent. */
  readonly maxRejection?: number;
  /** What counts as a success; absent: whatever is not a server error. */
  readonly successes?: {
    readonly statuses?: readonly number[];
    readonly grpcStatuses?: readonly number[];
  };
}
