/** CircuitBreaker bounds what a proxy asks of a backend at once; what is left out is as Fairlead has it by default. */
export interface CircuitBreaker {
  readonly maxConnections?: number;
  readonly maxConnectionPools?: number;
  readonly maxPendingRequests?: number;
  readonly maxParallelRequests?: number;
  readonly maxParallelRetries?: number;
  /** Whether what is left of each is told in the proxy's statistics. */
  readonly tracksRemaining?: boolean;
  /** Connections to one endpoint. */
  readonly maxConnectionsPerEndpoint?: number;
  /** Retries as a share of the requests under way, instead of their number. */
  readonly retryBudget?: RetryBudget;
}

/** RetryBudget allows retries up to `percent` of active requests, and always `minConcurrency` of them. */
export interface RetryBudget {
  readonly percent: number;
  readonly minConcurrency?: number;
}
