import type {
  ActiveHealth,
  Algorithm,
  BackendFacets,
  CircuitBreaker,
  Connections,
  Hashing,
  HashKey,
  HealthPayload,
  HealthProbe,
  Http2,
  LoadBalancing,
  PassiveHealth,
  Resolution,
  Retries,
  RouteFacets,
  RouteTimeouts,
} from '#model';
import type { BackendSettings } from '#resources';
import { given, unlessEmpty } from './given.ts';

type Written<Name extends keyof BackendSettings> = NonNullable<BackendSettings[Name]>;

/** backendFacetsOf is how Envoy Gateway's settings have a backend used. */
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
    resolution: dns && resolution(dns),
  });
}

/** routeFacetsOf is what of them is said of requests. */
export function routeFacetsOf({ loadBalancer, retry, timeout }: BackendSettings): RouteFacets {
  return given({
    hashing: loadBalancer?.consistentHash && hashing(loadBalancer.consistentHash),
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

/** Envoy's own share of retries where only their least number is given. */
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
      maxStreamDuration: timeout?.http?.maxStreamDuration,
      maxRequests: circuitBreaker?.maxRequestsPerConnection,
      bufferLimit: connection?.bufferLimit,
      preconnectPerEndpoint: perEndpointPercent === undefined ? undefined : perEndpointPercent / 100,
      preconnectPredicted: predictivePercent === undefined ? undefined : predictivePercent / 100,
    }),
  );
}

function timeouts(http: NonNullable<Written<'timeout'>['http']> | undefined): RouteTimeouts | undefined {
  return unlessEmpty(given({ request: http?.requestTimeout, streamIdle: http?.streamIdleTimeout }));
}

function activeHealth(written: NonNullable<Written<'healthCheck'>['active']>): ActiveHealth {
  const { timeout, interval, initialJitter, unhealthyThreshold, healthyThreshold, overrides } = written;
  return {
    probe: probeOf(written),
    ...{ timeout, interval, unhealthyThreshold, healthyThreshold },
    ...given({ initialJitter, port: overrides?.port }),
  };
}

function probeOf({ type, http, tcp, grpc }: NonNullable<Written<'healthCheck'>['active']>): HealthProbe {
  switch (type) {
    case 'HTTP':
      return {
        kind: 'http',
        path: http?.path ?? '/',
        statuses: http?.expectedStatuses ?? [],
        ...given({
          host: http?.hostname,
          method: http?.method,
          body: http?.requestBody && payload(http.requestBody),
          answer: http?.expectedResponse && payload(http.expectedResponse),
        }),
      };
    case 'TCP':
      return {
        kind: 'tcp',
        ...given({ send: tcp?.send && payload(tcp.send), receive: tcp?.receive && payload(tcp.receive) }),
      };
    case 'GRPC':
      return { kind: 'grpc', ...given({ service: grpc?.service }) };
  }
}

type WrittenPayload = { readonly type: 'Text' | 'Binary'; readonly text?: string; readonly binary?: string };

function payload({ type, text = '', binary = '' }: WrittenPayload): HealthPayload {
  return type === 'Text'
    ? { kind: 'text', text }
    : { kind: 'binary', bytes: new Uint8Array(Buffer.from(binary, 'base64')) };
}

function passiveHealth({
  consecutive5XxErrors,
  consecutiveGatewayErrors,
  consecutiveLocalOriginFailures,
  alwaysEjectOneEndpoint,
  ...same
}: NonNullable<Written<'healthCheck'>['passive']>): PassiveHealth {
  return {
    ...same,
    consecutive5xx: consecutive5XxErrors,
    consecutiveLocalOriginFailure: consecutiveLocalOriginFailures,
    ...given({
      consecutiveGatewayFailure: consecutiveGatewayErrors,
      alwaysEjectOneHost: alwaysEjectOneEndpoint || undefined,
    }),
  };
}

function loadBalancing({
  type,
  consistentHash,
  slowStart,
}: Written<'loadBalancer'>): LoadBalancing | undefined {
  const algorithm = algorithmOf(type, consistentHash?.tableSize);
  return unlessEmpty(given({ algorithm, slowStart: slowStart?.window }));
}

function algorithmOf(
  type: Written<'loadBalancer'>['type'],
  tableSize: number | undefined,
): Algorithm | undefined {
  switch (type) {
    case 'LeastRequest':
      return { kind: 'least-request' };
    case 'RoundRobin':
      return { kind: 'round-robin' };
    case 'Random':
      return { kind: 'random' };
    case 'ConsistentHash':
      return { kind: 'consistent-hash', ...given({ tableSize }) };
    case 'BackendUtilization':
    case 'DynamicModule':
      return undefined;
  }
}

type WrittenHash = NonNullable<Written<'loadBalancer'>['consistentHash']>;

function hashing({ type, header, headers, cookie, queryParams }: WrittenHash): Hashing {
  const byHeader = (name: string): HashKey => ({ kind: 'header', name: name.toLowerCase() });
  switch (type) {
    case 'SourceIP':
      return { keys: [{ kind: 'source-ip' }] };
    case 'Header':
      return { keys: header === undefined ? [] : [byHeader(header.name)] };
    case 'Headers':
      return { keys: headers.map(({ name }) => byHeader(name)) };
    case 'QueryParams':
      return { keys: queryParams.map(({ name }) => ({ kind: 'query', name })) };
    case 'Cookie': {
      if (cookie === undefined) return { keys: [] };
      const attributes = Object.entries(cookie.attributes).map(([name, value]) => ({ name, value }));
      return { keys: [{ kind: 'cookie', name: cookie.name, attributes, ...given({ ttl: cookie.ttl }) }] };
    }
  }
}

/** http2Of is how HTTP/2 is spoken, with backends as with clients. */
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

const families = {
  IPv4: 'v4',
  IPv6: 'v6',
  IPv4Preferred: 'v4-preferred',
  IPv6Preferred: 'v6-preferred',
  IPv4AndIPv6: 'both',
} as const;

function resolution({ dnsRefreshRate, respectDnsTtl, lookupFamily }: Written<'dns'>): Resolution {
  const family = lookupFamily === undefined ? undefined : families[lookupFamily];
  return given({ refresh: dnsRefreshRate, respectTtl: respectDnsTtl, family });
}

function retries({ numRetries, numAttemptsPerPriority, retryOn, perRetry }: Written<'retry'>): Retries {
  const { baseInterval, maxInterval } = perRetry?.backOff ?? {};
  return {
    attempts: numRetries,
    ...given({
      on: retryOn?.triggers,
      statuses: retryOn?.httpStatusCodes,
      perTryTimeout: perRetry?.timeout,
      backOff:
        baseInterval === undefined ? undefined : { base: baseInterval, ...given({ max: maxInterval }) },
      perPriority: numAttemptsPerPriority,
    }),
  };
}
