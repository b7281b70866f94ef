/**
 * HealthLog is the file in which the results of health checks are logged: every change, and, where so set, every failure or
 * success.
 */
export interface HealthLog {
  readonly path: string;
  readonly failures: boolean;
  readonly successes: boolean;
}
