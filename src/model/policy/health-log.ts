/** HealthLog is where is written down what health checks find: what changes, and every failure or success where that is said. */
export interface HealthLog {
  readonly path: string;
  readonly failures: boolean;
  readonly successes: boolean;
}
