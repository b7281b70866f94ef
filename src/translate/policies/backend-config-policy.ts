import type { BackendFacets, Connections } from '#model';
import type { BackendConfigPolicy } from '#resources';
import { given, unlessEmpty } from './given.ts';
import { balancingOf, hashingOf } from './kgateway/balancing.ts';
import { circuitBreakerOf } from './kgateway/circuit-breakers.ts';
import { tlsMeaning } from './kgateway/upstream-tls.ts';
import type { PolicyKind } from './policy-kind.ts';

type Spec = BackendConfigPolicy['spec'];
type Written<Name extends keyof Spec> = NonNullable<Spec[Name]>;

/** BackendConfigPolicy of kgateway: how a backend is used, by whatever route. */
export const backendConfigPolicy: PolicyKind<BackendConfigPolicy> = {
  id: 'kgateway/BackendConfigPolicy',
  group: 'gateway.kgateway.dev',
  kind: 'BackendConfigPolicy',
  targets: ['backend'],
  guards: 'backend-tls',
  isTogether: true,
  requestSettings: () => ({ hashing: 'loadBalancer' }),
  translate(policy, context) {
    const { loadBalancer, tls } = policy.spec;
    const hashing = loadBalancer && hashingOf(loadBalancer);
    return {
      backend: facetsOf(policy.spec),
      ...(hashing === undefined ? {} : { route: { hashing } }),
      ...(tls === undefined ? {} : tlsMeaning(tls, policy, context)),
    };
  },
};

function facetsOf(spec: Spec): BackendFacets {
  const { circuitBreakers, dns, healthCheck, loadBalancer, outlierDetection, tcpKeepalive } = spec;
  const panic = loadBalancer?.healthyPanicThreshold;
  return given({
    activeHealth: healthCheck && activeHealthOf(healthCheck),
    circuitBreaker: circuitBreakers && circuitBreakerOf(circuitBreakers),
    connections: connectionsOf(spec),
    http1: spec.http1ProtocolOptions && http1Of(spec.http1ProtocolOptions),
    http2: spec.http2ProtocolOptions && http2Of(spec.http2ProtocolOptions),
    keepalive: tcpKeepalive && keepaliveOf(tcpKeepalive),
    loadBalancing: loadBalancer && balancingOf(loadBalancer),
    panic: panic === undefined ? undefined : { threshold: panic },
    passiveHealth: outlierDetection,
    proxyProtocol: spec.upstreamProxyProtocol && {
      version: spec.upstreamProxyProtocol.version === 'V1' ? (1 as const) : (2 as const),
    },
    resolution:
      dns && unlessEmpty(given({ refresh: dns.refreshRate, jitter: dns.jitter, respectTtl: dns.respectTTL })),
  });
}

function connectionsOf({
  connectTimeout,
  perConnectionBufferLimitBytes: bufferLimit,
  commonHttpProtocolOptions: http,
}: Spec): Connections | undefined {
  return unlessEmpty(
    given({
      connectTimeout,
      bufferLimit,
      idleTimeout: http?.idleTimeout,
      maxDuration: http?.maxConnectionDuration,
      maxStreamDuration: http?.maxStreamDuration,
      maxRequests: http?.maxRequestsPerConnection,
      maxHeaders: http?.maxHeadersCount,
    }),
  );
}

function keepaliveOf(written: Written<'tcpKeepalive'>): BackendFacets['keepalive'] {
  const { keepAliveProbes: probes, keepAliveTime: idleTime, keepAliveInterval: interval } = written;
  return unlessEmpty(given({ probes, idleTime, interval }));
}

function http1Of(written: Written<'http1ProtocolOptions'>): BackendFacets['http1'] {
  const { enableTrailers, preserveHttp1HeaderCase, overrideStreamErrorOnInvalidHttpMessage } = written;
  return unlessEmpty(
    given({
      trailers: enableTrailers,
      headerCase: preserveHttp1HeaderCase ? ('preserved' as const) : undefined,
      resetStreamOnError: overrideStreamErrorOnInvalidHttpMessage,
    }),
  );
}

function http2Of({
  overrideStreamErrorOnInvalidHttpMessage: resetStreamOnError,
  connectionKeepalive,
  ...same
}: Written<'http2ProtocolOptions'>): BackendFacets['http2'] {
  const { connectionIdleInterval: idleInterval, timeout, interval } = connectionKeepalive ?? {};
  const keepalive = unlessEmpty(given({ timeout, interval, idleInterval }));
  return unlessEmpty({ ...same, ...given({ resetStreamOnError, keepalive }) });
}

function activeHealthOf({ http, grpc, ...same }: Written<'healthCheck'>): BackendFacets['activeHealth'] {
  if (http !== undefined) {
    const { path, host, method } = http;
    return { ...same, probe: { kind: 'http', path, statuses: [], ...given({ host, method }) } };
  }
  const { serviceName: service, authority } = grpc ?? {};
  return { ...same, probe: { kind: 'grpc', ...given({ service, authority }) } };
}
