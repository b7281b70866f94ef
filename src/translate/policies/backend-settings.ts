import {
  type Addressed,
  type BackendFacets,
  type CircuitBreaker,
  type Connections,
  type Http2,
  type Retries,
  type RouteFacets,
  type RouteTimeouts,
  retriedByDefault,
} from '#model';
import type { BackendSettings } from '#resources';
import { resolutionOf } from '../resolution.ts';
import { hashing, hiddenHeaders, loadBalancing } from './balancing-settings.ts';
import { given, unlessEmpty } from './given.ts';
import { activeHealth, passiveHealth } from './health-settings.ts';

type Written<Name extends keyof BackendSettings> = NonNullable<BackendSettings[Name]>;

/** backendFacetsOf reads from Envoy Gateway's settings how a backend is used. */
export function backendFacetsOf(settings: BackendSettings): BackendFacets {
  const { circuitBreaker, dns, healthCheck, http2, loadBalancer, proxyProtocol, tcpKeepalive } = settings;
  const { active, passive, panicThreshold } = healthCheck ?? {};
  return given({
    activeHealth: active && activeHealth(active),
    circuitBreaker: circuitBreaker && circuitBreakerOf(circuitBreaker),
    connections: connections(settings),
    http2: http2 && http2Of(http2),
    keepalive: tcpKeepalive,
    loadBalancing: loadBalancer && loadBalancing(loadBalancer),
    panic: panicThreshold === undefined ? undefined : { threshold: panicThreshold },
    passiveHealth: passive && passiveHealth(passive),
    proxyProtocol: proxyProtocol && { version: proxyProtocol.version === 'V1' ? 1 : 2 },
    resolution: dns && resolutionOf(dns),
  });
}

/**
 * attemptFacetsOf does the same where no route can limit a request: for a service that a policy calls, and for what a
 * backend says of itself. The time limit of a request then holds for each attempt.
 */
export function attemptFacetsOf(settings: BackendSettings): BackendFacets {
  const facets = backendFacetsOf(settings);
  const maxStreamDuration = settings.timeout?.http?.maxStreamDuration;
  if (maxStreamDuration === undefined) return facets;
  return { ...facets, connections: { ...facets.connections, maxStreamDuration } };
}

/** routeFacetsOf reads the settings that are about requests. */
export function routeFacetsOf({ loadBalancer, retry, timeout }: BackendSettings): RouteFacets {
  return given({
    hashing: loadBalancer?.consistentHash && hashing(loadBalancer.consistentHash),
    hiddenHeaders: loadBalancer && hiddenHeaders(loadBalancer),
    retries: retry && retries(retry),
    timeouts: timeouts(timeout?.http),
  });
}

function circuitBreakerOf(written: Written<'circuitBreaker'>): CircuitBreaker | undefined {
  const { maxRequestsPerConnection: _, perEndpoint, retryBudget, ...same } = written;
  return unlessEmpty({
    ...same,
    ...given({
      maxConnectionsPerEndpoint: perEndpoint?.maxConnections,
      retryBudget: retryBudget && {
        percent: retryBudget.percent === undefined ? retryPercent : percentOf(retryBudget.percent),
        ...given({ minConcurrency: retryBudget.minRetryConcurrency }),
      },
    }),
  });
}

/** Envoy's default budget of retries, in percent, for where only the least number is given. */
const retryPercent = 20;

function percentOf({ numerator, denominator }: { readonly numerator: number; readonly denominator: number }) {
  return (numerator / denominator) * 100;
}

function connections({ circuitBreaker, connection, timeout }: BackendSettings): Connections | undefined {
  const { perEndpointPercent, predictivePercent } = connection?.preconnect ?? {};
  return unlessEmpty(
    given({
      connectTimeout: timeout?.tcp?.connectTimeout,
      idleTimeout: timeout?.http?.connectionIdleTimeout,
      maxDuration: timeout?.http?.maxConnectionDuration,
      maxRequests: circuitBreaker?.maxRequestsPerConnection,
      bufferLimit: connection?.bufferLimit,
      socketBuffers: connection?.socketBufferLimit,
      preconnectPerEndpoint: perEndpointPercent === undefined ? undefined : perEndpointPercent / 100,
      preconnectPredicted: predictivePercent === undefined ? undefined : predictivePercent / 100,
    }),
  );
}

function timeouts(http: NonNullable<Written<'timeout'>['http']> | undefined): RouteTimeouts | undefined {
  return unlessEmpty(
    given({
      request: http?.requestTimeout,
      streamIdle: http?.streamIdleTimeout,
      stream: http?.maxStreamDuration,
    }),
  );
}

/** http2Of reads the settings of HTTP/2, for backends as for clients. */
export function http2Of({
  onInvalidMessage,
  connectionKeepalive,
  ...same
}: Written<'http2'>): Http2 | undefined {
  return unlessEmpty({
    ...same,
    ...given({
      resetStreamOnError: onInvalidMessage === undefined ? undefined : onInvalidMessage === 'TerminateStream',
      keepalive: connectionKeepalive,
    }),
  });
}

function retries({ numRetries, numAttemptsPerPriority, retryOn, perRetry }: Written<'retry'>): Retries {
  const { baseInterval, maxInterval } = perRetry?.backOff ?? {};
  return {
    attempts: numRetries,
    ...given({
      ...conditionsOf(retryOn),
      perTryTimeout: perRetry?.timeout,
      backOff:
        baseInterval === undefined ? undefined : { base: baseInterval, ...given({ max: maxInterval }) },
      perPriority: numAttemptsPerPriority,
    }),
  };
}

/** Where only statuses are written, they are retried besides Envoy's default conditions; a list of triggers replaces those. */
function conditionsOf(written: Written<'retry'>['retryOn']): Pick<Retries, 'on' | 'statuses'> {
  const { triggers = [], httpStatusCodes: statuses = [] } = written ?? {};
  if (triggers.length > 0)
    return { on: triggers, statuses: triggers.includes('retriable-status-codes') ? statuses : [] };
  return statuses.length === 0 ? {} : { on: retriedByDefault.on, statuses };
}

/** addressedBy says by what a Service is reached: by its endpoints or by its own address. */
export function addressedBy(routingType: 'Endpoint' | 'Service'): Addressed {
  return { by: routingType === 'Service' ? 'service' : 'endpoints' };
}
