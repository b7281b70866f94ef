import type { BackendFacets, CircuitBreaker, Connections, RouteFacets, RouteTimeouts } from '#model';
import type { BackendSettings, BackendTrafficPolicy } from '#resources';
import { given } from './given.ts';
import type { PolicyKind } from './policy-kind.ts';

/** BackendTrafficPolicy of Envoy Gateway: how routes use their backends. */
export const backendTrafficPolicy: PolicyKind<BackendTrafficPolicy> = {
  id: 'envoy-gateway/BackendTrafficPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'BackendTrafficPolicy',
  targets: ['gateway', 'route'],
  translate: ({ spec }) => ({ backend: backendFacets(spec), route: routeFacets(spec) }),
};

function backendFacets({ circuitBreaker, timeout }: BackendSettings): BackendFacets {
  const breaker = circuitBreaker === undefined ? {} : readCircuitBreaker(circuitBreaker);
  const connections: Connections = given({
    connectTimeout: timeout?.tcp?.connectTimeout,
    idleTimeout: timeout?.http?.connectionIdleTimeout,
    maxDuration: timeout?.http?.maxConnectionDuration,
    maxStreamDuration: timeout?.http?.maxStreamDuration,
    maxRequests: circuitBreaker?.maxRequestsPerConnection,
  });
  return {
    ...(isEmpty(breaker) ? {} : { circuitBreaker: breaker }),
    ...(isEmpty(connections) ? {} : { connections }),
  };
}

function readCircuitBreaker(written: NonNullable<BackendSettings['circuitBreaker']>): CircuitBreaker {
  const { maxRequestsPerConnection: _, perEndpoint, retryBudget, ...same } = written;
  return {
    ...same,
    ...(perEndpoint?.maxConnections === undefined
      ? {}
      : { maxConnectionsPerEndpoint: perEndpoint.maxConnections }),
    ...(retryBudget === undefined ? {} : { retryBudget: readBudget(retryBudget) }),
  };
}

/** Envoy's own share of retries where only their least number is given. */
const retryPercent = 20;

function readBudget({
  percent,
  minRetryConcurrency,
}: NonNullable<NonNullable<BackendSettings['circuitBreaker']>['retryBudget']>) {
  return {
    percent: percent === undefined ? retryPercent : (percent.numerator / percent.denominator) * 100,
    ...(minRetryConcurrency === undefined ? {} : { minConcurrency: minRetryConcurrency }),
  };
}

function routeFacets({ timeout }: BackendSettings): RouteFacets {
  const timeouts: RouteTimeouts = given({
    request: timeout?.http?.requestTimeout,
    streamIdle: timeout?.http?.streamIdleTimeout,
  });
  return isEmpty(timeouts) ? {} : { timeouts };
}

function isEmpty(fields: object): boolean {
  return Object.keys(fields).length === 0;
}
