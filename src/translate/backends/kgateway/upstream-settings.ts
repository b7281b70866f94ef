import type { Algorithm, BackendFacets, Connections, HealthProbe, LoadBalancing } from '#model';
import type { UpstreamSettings } from '#resources';
import { given, unlessEmpty } from '../../policies/given.ts';
import { headerOptions } from '../../policies/gloo/header-options.ts';
import { rampOf } from '../../policies/kgateway/balancing.ts';
import { circuitBreakerOf } from '../../policies/kgateway/circuit-breakers.ts';

type Written<Name extends keyof UpstreamSettings> = NonNullable<UpstreamSettings[Name]>;

/** facetsOfUpstream reads the settings of a gloo Upstream that hold for every route to it. */
export function facetsOfUpstream(settings: UpstreamSettings): BackendFacets {
  const { circuitBreakers, healthChecks, loadBalancerConfig, outlierDetection } = settings;
  const [check] = healthChecks ?? [];
  const panic = loadBalancerConfig?.healthyPanicThreshold;
  const { protocolSelection, proxyProtocolVersion } = settings;
  return given({
    activeHealth: check && activeHealthOf(check),
    circuitBreaker: circuitBreakers && circuitBreakerOf(circuitBreakers),
    clientProtocol: protocolSelection && { isFollowed: protocolSelection === 'USE_DOWNSTREAM_PROTOCOL' },
    connections: connectionsOf(settings),
    http1: http1Of(settings.connectionConfig?.http1ProtocolOptions),
    http2: http2Of(settings),
    keepalive: keepaliveOf(settings.connectionConfig?.tcpKeepalive),
    loadBalancing: loadBalancerConfig && balancingOf(loadBalancerConfig),
    panic: panic === undefined ? undefined : { threshold: panic },
    passiveHealth: outlierDetection,
    proxyProtocol: proxyProtocolVersion && { version: proxyProtocolVersion === 'V1' ? 1 : 2 },
    resolution: unlessEmpty(given({ refresh: settings.dnsRefreshRate, respectTtl: settings.respectDnsTtl })),
  });
}

function connectionsOf({ connectionConfig, preconnectPolicy }: UpstreamSettings): Connections | undefined {
  const http = connectionConfig?.commonHttpProtocolOptions;
  return unlessEmpty(
    given({
      connectTimeout: connectionConfig?.connectTimeout,
      bufferLimit: connectionConfig?.perConnectionBufferLimitBytes,
      maxRequests: connectionConfig?.maxRequestsPerConnection,
      idleTimeout: http?.idleTimeout,
      maxHeaders: http?.maxHeadersCount,
      maxStreamDuration: http?.maxStreamDuration,
      preconnectPerEndpoint: preconnectPolicy?.perUpstreamPreconnectRatio,
      preconnectPredicted: preconnectPolicy?.predictivePreconnectRatio,
    }),
  );
}

function http1Of(written: Written<'connectionConfig'>['http1ProtocolOptions']): BackendFacets['http1'] {
  const { enableTrailers, overrideStreamErrorOnInvalidHttpMessage: resetStreamOnError } = written ?? {};
  const headerCase = written?.preserveCaseHeaderKeyFormat
    ? ('preserved' as const)
    : written?.properCaseHeaderKeyFormat
      ? ('proper' as const)
      : undefined;
  return unlessEmpty(given({ trailers: enableTrailers, headerCase, resetStreamOnError }));
}

function http2Of({
  initialStreamWindowSize,
  initialConnectionWindowSize,
  maxConcurrentStreams,
  overrideStreamErrorOnInvalidHttpMessage: resetStreamOnError,
}: UpstreamSettings): BackendFacets['http2'] {
  return unlessEmpty(
    given({
      initialStreamWindowSize,
      initialConnectionWindowSize,
      maxConcurrentStreams,
      resetStreamOnError,
    }),
  );
}

function keepaliveOf(written: Written<'connectionConfig'>['tcpKeepalive']): BackendFacets['keepalive'] {
  const { keepaliveProbes: probes, keepaliveTime: idleTime, keepaliveInterval: interval } = written ?? {};
  return unlessEmpty(given({ probes, idleTime, interval }));
}

function balancingOf(written: Written<'loadBalancerConfig'>): LoadBalancing | undefined {
  const { roundRobin, leastRequest } = written;
  const slowly = (roundRobin ?? leastRequest)?.slowStartConfig;
  const ramp = slowly && rampOf(slowly);
  return unlessEmpty(given({ algorithm: algorithmOf(written), slowStart: slowly?.slowStartWindow, ramp }));
}

function algorithmOf({
  roundRobin,
  leastRequest,
  random,
  ringHash,
  maglev,
}: Written<'loadBalancerConfig'>): Algorithm | undefined {
  if (roundRobin !== undefined) return { kind: 'round-robin' };
  if (leastRequest !== undefined)
    return { kind: 'least-request', ...given({ choices: leastRequest.choiceCount }) };
  if (random !== undefined) return { kind: 'random' };
  if (ringHash !== undefined) {
    const { minimumRingSize: minSize, maximumRingSize: maxSize } = ringHash.ringHashConfig ?? {};
    return { kind: 'ring-hash', ...given({ minSize, maxSize }) };
  }
  return maglev && { kind: 'consistent-hash' };
}

type WrittenCheck = Written<'healthChecks'>[number];

function activeHealthOf(written: WrittenCheck): BackendFacets['activeHealth'] {
  const { timeout, interval, unhealthyThreshold, healthyThreshold } = written;
  const { initialJitter, intervalJitter, intervalJitterPercent, noTrafficInterval } = written;
  return {
    probe: probeOf(written),
    ...{ timeout, interval, unhealthyThreshold, healthyThreshold },
    ...given({
      initialJitter,
      intervalJitter,
      intervalJitterPercent,
      noTrafficInterval,
      reusesConnection: written.reuseConnection,
    }),
  };
}

function probeOf({
  httpHealthCheck: http,
  tcpHealthCheck: tcp,
  grpcHealthCheck: grpc,
}: WrittenCheck): HealthProbe {
  if (http !== undefined) {
    const { path, host, method } = http;
    const headers = headerOptions(http.requestHeadersToAdd, http.requestHeadersToRemove);
    return {
      kind: 'http',
      path,
      statuses: http.expectedStatuses.flatMap(statusesIn),
      ...given({ host, method, headers }),
    };
  }
  if (tcp !== undefined) {
    const receive = tcp.receive.length === 0 ? undefined : tcp.receive.map(bytesOf);
    return { kind: 'tcp', ...given({ send: tcp.send && bytesOf(tcp.send), receive }) };
  }
  const { serviceName: service, authority } = grpc ?? {};
  return { kind: 'grpc', ...given({ service, authority }) };
}

function statusesIn({ start, end }: { readonly start: number; readonly end: number }): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

function bytesOf({ text }: { readonly text: string }) {
  return { kind: 'binary', bytes: new Uint8Array(Buffer.from(text, 'hex')) } as const;
}
