import type {
  Algorithm,
  BackendFacets,
  CircuitBreaker,
  Connections,
  Detector,
  Hashing,
  HashKey,
  LoadBalancing,
  PassiveHealth,
} from '#model';
import type { DestinationRule, WrittenTrafficPolicy } from '#resources';
import { given, unlessEmpty } from './given.ts';
import { istioTls } from './istio/upstream-tls.ts';
import type { PolicyContext, PolicyKind, PolicyMeaning } from './policy-kind.ts';

type Written<Name extends keyof WrittenTrafficPolicy> = NonNullable<WrittenTrafficPolicy[Name]>;

/** DestinationRule of Istio: how a host or a Service is used, and single ports and subsets of it, by whatever route. */
export const destinationRule: PolicyKind<DestinationRule> = {
  id: 'istio/DestinationRule',
  group: 'networking.istio.io',
  kind: 'DestinationRule',
  targets: ['backend'],
  guards: 'backend-tls',
  requestSettings: () => ({ hashing: 'trafficPolicy.loadBalancer' }),
  translate(policy, context) {
    const { trafficPolicy, parts } = policy.spec;
    const whole = meaningOf(trafficPolicy, 'spec.trafficPolicy', policy, context);
    const ofParts = parts.map(({ section, trafficPolicy, tlsAt }) => {
      return [section, meaningOf(trafficPolicy, tlsAt, policy, context)] as const;
    });
    const all = [whole, ...ofParts.map(([, meaning]) => meaning)];
    // A finding that subsets share with the whole is reported once.
    const said = all
      .flatMap(({ findings = [] }) => findings)
      .map(one => [`${one.path} ${one.message}`, one] as const);
    const [refused] = all.flatMap(({ refused }) => refused ?? []);
    return {
      ...whole,
      ...(refused === undefined ? {} : { refused }),
      findings: [...new Map(said).values()],
      ...(ofParts.length === 0 ? {} : { ofSections: Object.fromEntries(ofParts) }),
    };
  },
};

function meaningOf(
  written: WrittenTrafficPolicy,
  path: string,
  policy: DestinationRule,
  context: PolicyContext,
): PolicyMeaning {
  const { tls, loadBalancer } = written;
  const hashing = loadBalancer?.consistentHash && hashingOf(loadBalancer.consistentHash);
  return {
    backend: facetsOf(written),
    ...(hashing === undefined ? {} : { route: { hashing } }),
    ...(tls === undefined || tls.mode === 'DISABLE' ? {} : istioTls(tls, `${path}.tls`, policy, context)),
  };
}

function facetsOf({
  loadBalancer,
  connectionPool,
  outlierDetection,
  proxyProtocol,
}: WrittenTrafficPolicy): BackendFacets {
  const { tcp, http } = connectionPool ?? {};
  const { probes, time: idleTime, interval } = tcp?.tcpKeepalive ?? {};
  const threshold = outlierDetection?.minHealthPercent;
  return given({
    circuitBreaker: connectionPool && circuitBreakerOf(connectionPool),
    clientProtocol: http?.useClientProtocol === true ? { isFollowed: true } : undefined,
    connections: connectionPool && connectionsOf(connectionPool),
    http2:
      http?.maxConcurrentStreams === undefined
        ? undefined
        : unlessEmpty({ maxConcurrentStreams: http.maxConcurrentStreams }),
    keepalive: unlessEmpty(given({ probes, idleTime, interval })),
    loadBalancing: loadBalancer && loadBalancingOf(loadBalancer, outlierDetection !== undefined),
    panic: threshold === undefined ? undefined : { threshold },
    passiveHealth: outlierDetection && passiveHealthOf(outlierDetection),
    proxyProtocol: proxyProtocol && { version: proxyProtocol.version === 'V1' ? (1 as const) : (2 as const) },
  });
}

function circuitBreakerOf({ tcp, http }: Written<'connectionPool'>): CircuitBreaker | undefined {
  return unlessEmpty(
    given({
      maxConnections: tcp?.maxConnections,
      maxPendingRequests: http?.http1MaxPendingRequests,
      maxParallelRequests: http?.http2MaxRequests,
      maxParallelRetries: http?.maxRetries,
    }),
  );
}

/** 0 requests a connection mean any number. */
function connectionsOf({ tcp, http }: Written<'connectionPool'>): Connections | undefined {
  return unlessEmpty(
    given({
      connectTimeout: tcp?.connectTimeout,
      maxDuration: tcp?.maxConnectionDuration,
      idleTimeout: http?.idleTimeout,
      maxRequests: http?.maxRequestsPerConnection || undefined,
    }),
  );
}

/** As in Istio, zones count only where something tells which endpoints are well. */
function loadBalancingOf(written: Written<'loadBalancer'>, isWatched: boolean): LoadBalancing | undefined {
  const slowStart = written.warmup?.duration ?? written.warmupDurationSecs;
  const { aggression, minimumPercent: leastPercent } = written.warmup ?? {};
  const ramp = unlessEmpty(given({ aggression, leastPercent }));
  const { localityLbSetting, consistentHash } = written;
  const isNear = localityLbSetting?.enabled === true && isWatched && consistentHash === undefined;
  return unlessEmpty(
    given({ algorithm: algorithmOf(written), slowStart, ramp, zones: isNear ? ownZone : undefined }),
  );
}

const ownZone = { kind: 'local', minEndpoints: 0, force: 1 } as const;

/** Istio's default. */
const leastRingSize = 1024;

function algorithmOf({ simple, consistentHash }: Written<'loadBalancer'>): Algorithm | undefined {
  if (consistentHash !== undefined) {
    const { maglev, ringHash, minimumRingSize } = consistentHash;
    if (maglev !== undefined)
      return { kind: 'consistent-hash', ...given({ tableSize: maglev.tableSize || undefined }) };
    return { kind: 'ring-hash', minSize: ringHash?.minimumRingSize ?? minimumRingSize ?? leastRingSize };
  }
  switch (simple) {
    case 'RANDOM':
      return { kind: 'random' };
    case 'ROUND_ROBIN':
      return { kind: 'round-robin' };
    case 'LEAST_REQUEST':
    case 'LEAST_CONN':
      return { kind: 'least-request' };
    case 'UNSPECIFIED':
    case 'PASSTHROUGH':
    case undefined:
      return undefined;
    default:
      return simple satisfies never;
  }
}

function hashingOf(written: NonNullable<Written<'loadBalancer'>['consistentHash']>): Hashing | undefined {
  const { httpHeaderName, httpCookie, useSourceIp, httpQueryParameterName } = written;
  const keys: HashKey[] = [];
  if (httpHeaderName !== undefined) keys.push({ kind: 'header', name: httpHeaderName.toLowerCase() });
  if (httpCookie !== undefined) {
    const { name, ttl, path } = httpCookie;
    const attributes = httpCookie.attributes.map(({ name, value = '' }) => ({ name, value }));
    keys.push({ kind: 'cookie', name, attributes, ...given({ ttl, path }) });
  }
  if (useSourceIp === true) keys.push({ kind: 'source-ip' });
  if (httpQueryParameterName !== undefined) keys.push({ kind: 'query', name: httpQueryParameterName });
  return keys.length === 0 ? undefined : { keys };
}

/** Istio counts 5xx answers unless told not to, gateway errors where told to, and never goes by percentages of failures. */
function passiveHealthOf(written: Written<'outlierDetection'>): PassiveHealth {
  const { consecutive5xxErrors, consecutiveErrors, consecutiveGatewayErrors, interval, baseEjectionTime } =
    written;
  const consecutive5xx = consecutive5xxErrors ?? consecutiveErrors;
  const { splitExternalLocalOriginErrors, maxEjectionPercent } = written;
  const detectors: readonly Detector[] = [
    ...(consecutive5xx === 0 ? [] : (['total'] as const)),
    ...((consecutiveGatewayErrors ?? 0) === 0 ? [] : (['gateway'] as const)),
    ...(splitExternalLocalOriginErrors === true && written.consecutiveLocalOriginFailures !== 0
      ? (['local-origin'] as const)
      : []),
  ];
  return {
    detectors,
    ...given({
      consecutive5xx: consecutive5xx || undefined,
      consecutiveGatewayFailure: consecutiveGatewayErrors || undefined,
      consecutiveLocalOriginFailure: written.consecutiveLocalOriginFailures || undefined,
      splitExternalLocalOriginErrors,
      interval,
      baseEjectionTime,
      maxEjectionPercent,
    }),
  };
}
