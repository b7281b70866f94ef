import type { BackendFacets } from '#model';
import type { BackendConfigPolicy } from '#resources';
import { given, unlessEmpty } from '../given.ts';

/** circuitBreakerOf reads how much may be under way at once, in the fields that kgateway and gloo share. */
export function circuitBreakerOf(
  written: NonNullable<BackendConfigPolicy['spec']['circuitBreakers']>,
): BackendFacets['circuitBreaker'] {
  const { maxConnections, maxPendingRequests, maxRequests, maxRetries, trackRemaining } = written;
  return unlessEmpty(
    given({
      maxConnections,
      maxPendingRequests,
      maxParallelRequests: maxRequests,
      maxParallelRetries: maxRetries,
      tracksRemaining: trackRemaining,
    }),
  );
}
