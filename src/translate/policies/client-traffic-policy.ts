import type {
  AnnouncedClients,
  ClientAddress,
  ClientConnections,
  ClientHeaders,
  ClientHttp1,
  ClientPaths,
  ClientTimeouts,
  ListenerFacets,
} from '#model';
import type { ClientSettings, ClientTrafficPolicy } from '#resources';
import { fails } from '../verdict.ts';
import { http2Of } from './backend-settings.ts';
import { clientTlsOf } from './client-tls.ts';
import { given, unlessEmpty } from './given.ts';
import type { PolicyContext, PolicyKind, PolicyMeaning } from './policy-kind.ts';

/** ClientTrafficPolicy of Envoy Gateway: how listeners listen. */
export const clientTrafficPolicy: PolicyKind<ClientTrafficPolicy> = {
  id: 'envoy-gateway/ClientTrafficPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'ClientTrafficPolicy',
  targets: ['gateway'],
  translate(policy, context) {
    // Of what cannot be read nobody knows whom it keeps out.
    if (policy.spec.isUnreadable) return { listener: { withheld: {} } };
    return listening(policy, context);
  },
};

function listening({ ref, spec }: ClientTrafficPolicy, context: PolicyContext): PolicyMeaning {
  const tls = spec.tls === undefined ? undefined : clientTlsOf(spec.tls, ref.namespace, context);
  const { findings = [] } = tls ?? {};
  const listener: ListenerFacets = given({
    address: spec.clientIPDetection && addressOf(spec.clientIPDetection),
    announced: announcedOf(spec),
    connections: spec.connection && connectionsOf(spec.connection),
    headers: spec.headers && headersOf(spec.headers),
    http1: spec.http1 && http1Of(spec.http1),
    http2: spec.http2 && http2Of(spec.http2),
    keepalive: spec.tcpKeepalive,
    paths: spec.path && pathsOf(spec.path),
    timeouts: spec.timeout && timeoutsOf(spec.timeout),
    tls: tls?.tls,
    withheld: tls?.refused === undefined ? undefined : {},
  });
  return {
    listener,
    findings,
    ...(tls?.refused === undefined ? {} : { refused: fails('Invalid', tls.refused) }),
  };
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
  const { bufferLimit, connectionLimit, maxAcceptPerSocketEvent } = written;
  return unlessEmpty(
    given({
      bufferLimit,
      maxConnections: connectionLimit?.value,
      closeDelay: connectionLimit?.closeDelay,
      maxDuration: connectionLimit?.maxConnectionDuration,
      maxStreamDuration: connectionLimit?.maxStreamDuration,
      maxRequests: connectionLimit?.maxRequestsPerConnection,
      acceptedAtOnce: maxAcceptPerSocketEvent,
    }),
  );
}

const underscores = { Allow: 'allow', RejectRequest: 'reject', DropHeader: 'drop' } as const;
const requestIds = {
  PreserveOrGenerate: 'preserve-or-generate',
  Preserve: 'preserve',
  Generate: 'generate',
  Disable: 'disable',
} as const;
const certificateModes = {
  Sanitize: 'sanitize',
  ForwardOnly: 'forward-only',
  AppendForward: 'append-forward',
  SanitizeSet: 'sanitize-set',
  AlwaysForwardOnly: 'always-forward-only',
} as const;
const details = { Subject: 'subject', Cert: 'cert', Chain: 'chain', DNS: 'dns', URI: 'uri' } as const;

function headersOf(written: Written<'headers'>): ClientHeaders | undefined {
  const { enableEnvoyHeaders, withUnderscoresAction, requestID, preserveXRequestID, maxRequestHeaderLimit } =
    written;
  const kept = requestID ?? (preserveXRequestID ? 'PreserveOrGenerate' : undefined);
  const certificate = written.xForwardedClientCert;
  return unlessEmpty(
    given({
      envoyHeaders: enableEnvoyHeaders,
      underscores: withUnderscoresAction && underscores[withUnderscoresAction],
      requestId: kept && requestIds[kept],
      forwardedClientCertificate: certificate && {
        mode: certificateModes[certificate.mode],
        adds: certificate.certDetailsToAdd.map(detail => details[detail]),
      },
      maxBytes: maxRequestHeaderLimit,
    }),
  );
}

function http1Of({ enableTrailers, preserveHeaderCase, http10 }: Written<'http1'>): ClientHttp1 | undefined {
  return unlessEmpty(
    given({
      trailers: enableTrailers,
      preserveHeaderCase,
      http10: http10 && (http10.useDefaultHost ? { defaultHost: 'localhost' } : {}),
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
      handshake: tcp?.tlsHandshakeTimeout,
      inspection: tcp?.connectionInspectionTimeout,
    }),
  );
}
