import type { BackendFacet } from './backend-facet.ts';

/** Envoy's own 3 would have a burst of failures answered without a retry. */
const maxRetries = 1024;

/** circuitBreakersByDefault are the thresholds of a cluster where nothing is said of them. */
export const circuitBreakersByDefault = { thresholds: [{ maxRetries }] };

/** circuitBreaker bounds what is asked of a backend at once; past it, Envoy answers 503 by itself. */
export const circuitBreaker: BackendFacet<'circuitBreaker'> = {
  facet: 'circuitBreaker',
  encode: ({
    maxParallelRequests,
    maxParallelRetries,
    maxConnectionsPerEndpoint,
    retryBudget,
    tracksRemaining,
    ...same
  }) => ({
    cluster: {
      circuitBreakers: {
        thresholds: [
          {
            ...same,
            maxRetries: maxParallelRetries ?? maxRetries,
            ...(maxParallelRequests === undefined ? {} : { maxRequests: maxParallelRequests }),
            ...(tracksRemaining === undefined ? {} : { trackRemaining: tracksRemaining }),
            ...(retryBudget === undefined
              ? {}
              : {
                  retryBudget: {
                    budgetPercent: { value: retryBudget.percent },
                    ...(retryBudget.minConcurrency === undefined
                      ? {}
                      : { minRetryConcurrency: retryBudget.minConcurrency }),
                  },
                }),
          },
        ],
        ...(maxConnectionsPerEndpoint === undefined
          ? {}
          : { perHostThresholds: [{ maxConnections: maxConnectionsPerEndpoint }] }),
      },
    },
  }),
};
