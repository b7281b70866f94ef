/** PassiveHealth takes endpoints out for a while that fail requests. Times are in milliseconds. */
export interface PassiveHealth {
  readonly interval?: number;
  readonly baseEjectionTime?: number;
  readonly maxEjectionPercent?: number;
  readonly consecutive5xx?: number;
  readonly consecutiveGatewayFailure?: number;
  readonly consecutiveLocalOriginFailure?: number;
  readonly splitExternalLocalOriginErrors?: boolean;
  readonly failurePercentageThreshold?: number;
  readonly failurePercentageMinimumHosts?: number;
  readonly failurePercentageRequestVolume?: number;
  readonly successRateMinimumHosts?: number;
  readonly successRateRequestVolume?: number;
  /** By so many thousandths of a standard deviation below the mean. */
  readonly successRateStdevFactor?: number;
  readonly alwaysEjectOneHost?: boolean;
  /** How many in a hundred of those that fail in each way are taken out; absent: Envoy's own, or all of what is set here. */
  readonly enforcingConsecutive5xx?: number;
  readonly enforcingConsecutiveGatewayFailure?: number;
  readonly enforcingConsecutiveLocalOriginFailure?: number;
  readonly enforcingSuccessRate?: number;
  readonly enforcingLocalOriginSuccessRate?: number;
  /** What is looked for, and nothing else; absent: what Envoy looks for, and what is set here. */
  readonly detectors?: readonly Detector[];
}

/** Detector is one way to see that an endpoint fails. */
export type Detector = 'total' | 'gateway' | 'local-origin' | 'success-rate' | 'failure-percentage';
