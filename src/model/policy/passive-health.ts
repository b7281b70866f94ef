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
  readonly alwaysEjectOneHost?: boolean;
}
