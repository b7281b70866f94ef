/** AdmissionControl turns requests away, more often the more of them fail. Times are in milliseconds; what is left out is Envoy's. */
export interface AdmissionControl {
  /** Over which it is counted how many succeed. */
  readonly window?: number;
  /** The share of successes, in percent, above which nobody is turned away. */
  readonly minSuccess?: number;
  /** How fast refusals grow below it: 1 in proportion. */
  readonly aggression?: number;
  /** Requests a second below which nobody is turned away. */
  readonly minRate?: number;
  /** At most so many percent are turned away. */
  readonly maxRejection?: number;
  /** What counts as a success; absent: whatever is no error of a server. */
  readonly successes?: {
    readonly statuses?: readonly number[];
    readonly grpcStatuses?: readonly number[];
  };
}
