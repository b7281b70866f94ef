/** PassiveHealth ejects endpoints that fail requests for a while (outlier detection). Times are in milliseconds. */
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
  /** Endpoints are ejected whose success rate is so many thousandths of a standard deviation below the mean. */
  readonly successRateStdevFactor?: number;
  readonly alwaysEjectOneHost?: boolean;
  /**
   * The percentage of detected endpoints that each detector really ejects; absent: Envoy's default, or 100 for a detector that is
   * configured here.
   */
  readonly enforcingConsecutive5xx?: number;
  readonly enforcingConsecutiveGatewayFailure?: number;
  readonly enforcingConsecutiveLocalOriginFailure?: number;
  readonly enforcingSuccessRate?: number;
  readonly enforcingLocalOriginSuccessRate?: number;
  /** The only detectors that are active; absent: Envoy's defaults, and those that are configured here. */
  readonly detectors?: readonly Detector[];
}

/** Detector is a way to detect that an endpoint fails. */
export type Detector = 'total' | 'gateway' | 'local-origin' | 'success-rate' | 'failure-percentage';
