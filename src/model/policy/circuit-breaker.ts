/** CircuitBreaker limits the concurrent load that a proxy puts on a backend; what is left out is Fairlead's default. */
export interface CircuitBreaker {
  readonly maxConnections?: number;
  readonly maxConnectionPools?: number;
  readonly maxPendingRequests?: number;
  readonly maxParallelRequests?: number;
  readonly maxParallelRetries?: number;
  /** Whether the proxy's statistics show how much is left of each limit. */
  readonly tracksRemaining?: boolean;
  /** Connections to one endpoint. */
  readonly maxConnectionsPerEndpoint?: number;
  /** Limits retries to a share of the active requests, instead of to a number. */
  readonly retryBudget?: RetryBudget;
}

/** RetryBudget allows retries up to `percent` of active requests, and always `minConcurrency` of them. */
export interface RetryBudget {
  readonly percent: number;
  readonly minConcurrency?: number;
}
