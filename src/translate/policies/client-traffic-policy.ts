import type {
  AnnouncedClients,
  ClientAddress,
  ClientConnections,
  ClientHttp1,
  ClientPaths,
  ClientTimeouts,
  ListenerFacets,
} from '#model';
import type { ClientSettings, ClientTrafficPolicy } from '#resources';
import { fails } from '../verdict.ts';
import { patternProblems, textPattern } from '../written-match.ts';
import { http2Of } from './backend-settings.ts';
import { clientTlsOf } from './client-tls.ts';
import { headerMistakes, headersOf } from './client-traffic-policy/headers.ts';
import { given, unlessEmpty } from './given.ts';
import type { PolicyContext, PolicyKind, PolicyMeaning } from './policy-kind.ts';

/** ClientTrafficPolicy of Envoy Gateway: how listeners listen. */
export const clientTrafficPolicy: PolicyKind<ClientTrafficPolicy> = {
  id: 'envoy-gateway/ClientTrafficPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'ClientTrafficPolicy',
  targets: ['gateway'],
  guards: 'listeners',
  requestSettings: () =>
    ({
      address: 'clientIPDetection',
      grpc: 'grpc',
      headers: 'headers',
      health: 'healthCheck',
      http1: 'http1',
      http2: 'http2',
      paths: 'path',
      scheme: 'scheme',
    }) satisfies Partial<Record<keyof ListenerFacets, string>>,
  translate: listening,
};

function listening({ ref, spec }: ClientTrafficPolicy, context: PolicyContext): PolicyMeaning {
  const tls = spec.tls === undefined ? undefined : clientTlsOf(spec.tls, ref.namespace, context);
  const mistakes = [
    ...headerMistakes(spec.headers),
    ...patternProblems(spec.http1?.ignoredUpgradeTypes, 'spec.http1.ignoredUpgradeTypes'),
    ...(tls?.problems ?? []),
  ];
  const findings = mistakes.map(one => ({ severity: 'error', reason: 'Invalid', ...one }) as const);
  const [refused] = findings;
  const listener: ListenerFacets = given({
    address: spec.clientIPDetection && addressOf(spec.clientIPDetection),
    announced: announcedOf(spec),
    connections: spec.connection && connectionsOf(spec.connection),
    grpc: spec.grpc && { web: spec.grpc.enableWeb },
    headers: spec.headers && headersOf(spec.headers),
    health: spec.healthCheck,
    http1: spec.http1 && http1Of(spec.http1),
    http2: spec.http2 && http2Of(spec.http2),
    http3: spec.http3 && {},
    keepalive: spec.tcpKeepalive,
    paths: spec.path && pathsOf(spec.path),
    scheme: spec.scheme && { matchesBackend: spec.scheme === 'MatchBackend' },
    timeouts: spec.timeout && timeoutsOf(spec.timeout),
    tls: tls?.tls,
    // It is not known which clients would be kept out, or what would be kept from backends: nothing is served.
    withheld: refused === undefined ? undefined : {},
  });
  // A stream idle timeout that is written goes before the one that follows from how long a request may take.
  const streamIdle = listener.timeouts?.streamIdle;
  return {
    listener,
    ...(streamIdle === undefined ? {} : { route: { timeouts: { streamIdle } } }),
    findings: [...findings, ...unheardHttp3(listener)],
    ...(refused === undefined ? {} : { refused: fails('Invalid', refused.message) }),
  };
}

/** Over QUIC, what stands before the proxy has no way to announce clients (PROXY protocol). */
function unheardHttp3({ http3, announced }: ListenerFacets) {
  if (http3 === undefined || announced === undefined) return [];
  const message =
    'has no effect where clients are announced by the PROXY protocol, which HTTP/3 has no way for';
  return [{ severity: 'warning', reason: 'UnsupportedValue', message, path: 'spec.http3' } as const];
}

type Written<Name extends keyof ClientSettings> = NonNullable<ClientSettings[Name]>;

function addressOf({ xForwardedFor, customHeader }: Written<'clientIPDetection'>): ClientAddress {
  if (customHeader !== undefined) {
    return { found: { kind: 'header', name: customHeader.name, required: customHeader.failClosed } };
  }
  if (xForwardedFor === undefined) return { found: { kind: 'connection' } };
  const { numTrustedHops = 0, trustedCIDRs, disableXForwardedForAppend } = xForwardedFor;
  const trusted = trustedCIDRs.length > 0 ? { networks: trustedCIDRs } : { hops: numTrustedHops };
  return {
    found: { kind: 'forwarded-for', trusted },
    ...(disableXForwardedForAppend ? { appends: false } : {}),
  };
}

function announcedOf({ enableProxyProtocol, proxyProtocol }: ClientSettings): AnnouncedClients | undefined {
  if (proxyProtocol !== undefined) return { optional: proxyProtocol.optional };
  return enableProxyProtocol ? { optional: false } : undefined;
}

function connectionsOf(written: Written<'connection'>): ClientConnections | undefined {
  const { bufferLimit, socketBufferLimit, connectionLimit, maxAcceptPerSocketEvent } = written;
  return unlessEmpty(
    given({
      bufferLimit,
      socketBuffers: socketBufferLimit,
      maxConnections: connectionLimit?.value,
      closeDelay: connectionLimit?.closeDelay,
      maxDuration: connectionLimit?.maxConnectionDuration,
      maxStreamDuration: connectionLimit?.maxStreamDuration,
      maxRequests: connectionLimit?.maxRequestsPerConnection,
      acceptedAtOnce: maxAcceptPerSocketEvent || undefined,
    }),
  );
}

function http1Of(written: Written<'http1'>): ClientHttp1 | undefined {
  const { enableTrailers, preserveHeaderCase, http10, ignoredUpgradeTypes } = written;
  return unlessEmpty(
    given({
      trailers: enableTrailers,
      preserveHeaderCase,
      ignoredUpgrades: ignoredUpgradeTypes.length === 0 ? undefined : ignoredUpgradeTypes.map(textPattern),
      closesAtMaxDuration: written.disableSafeMaxConnectionDuration || undefined,
      http10: http10 && (http10.useDefaultHost ? { isForOwnHost: true as const } : {}),
    }),
  );
}

const slashes = {
  KeepUnchanged: 'keep',
  RejectRequest: 'reject',
  UnescapeAndForward: 'unescape-and-forward',
  UnescapeAndRedirect: 'unescape-and-redirect',
} as const;

function pathsOf({ disableMergeSlashes, escapedSlashesAction }: Written<'path'>): ClientPaths | undefined {
  return unlessEmpty(
    given({
      mergeSlashes: disableMergeSlashes === undefined ? undefined : !disableMergeSlashes,
      escapedSlashes: escapedSlashesAction && slashes[escapedSlashesAction],
    }),
  );
}

function timeoutsOf({ tcp, http }: Written<'timeout'>): ClientTimeouts | undefined {
  return unlessEmpty(
    given({
      request: http?.requestReceivedTimeout,
      headers: http?.requestHeadersReceivedTimeout,
      idle: http?.idleTimeout,
      streamIdle: http?.streamIdleTimeout,
      tcpIdle: tcp?.idleTimeout,
      handshake: tcp?.tlsHandshakeTimeout,
      inspection: tcp?.connectionInspectionTimeout,
    }),
  );
}
