import type { HttpVersion, UpstreamProtocol } from '#model';
import type { AppProtocol, BackendEndpoint, EnvoyGatewayBackendSpec } from '#resources';
import type { WrittenEndpoints } from './written-endpoints.ts';

/** SpokenProtocol is the one protocol that a Backend's written protocols amount to. */
export interface SpokenProtocol {
  readonly protocol: UpstreamProtocol;
  readonly tls: boolean;
  /** Endpoints in plain text, beside others that want TLS. */
  readonly plain?: ReadonlySet<BackendEndpoint>;
  /** The version of endpoints that speak only one version of HTTP over TLS, beside others with another. */
  readonly versions?: ReadonlyMap<BackendEndpoint, HttpVersion>;
  /** Endpoints that speak HTTP/1.1 in plain text, beside others that speak HTTP/2. */
  readonly older?: ReadonlySet<BackendEndpoint>;
  /** No protocol was written. */
  readonly isDefault?: true;
}

/** A protocol that cannot be served, and where it was written. */
export interface ProtocolProblem {
  readonly message: string;
  readonly path: string;
}

/**
 * spokenProtocol finds one protocol for all of a Backend, as its cluster has one. Protocols are written for the Backend
 * (`appProtocols`, `appProtocol`) or for an endpoint (`protocol`, `applicationProtocol`). All of them must agree, except
 * that each endpoint may want TLS or not, and speak its own version of HTTP. Over TLS Envoy chooses the version. In plain
 * text it does not: endpoints of HTTP/1.1 are reached through a listener inside Envoy (`envoy/older-endpoints.ts`), which
 * needs their address.
 */
export function spokenProtocol(spec: EnvoyGatewayBackendSpec): SpokenProtocol | ProtocolProblem {
  const written = [
    ...spec.appProtocols,
    ...spec.endpoints.flatMap(e => (e.protocol === undefined ? [] : [e.protocol])),
  ];
  const plain = plainBesideTls(spec);
  const versions = versionsOverTls(spec);
  if (versions !== undefined) return { protocol: 'auto', tls: true, versions };
  const older = olderInPlainText(spec);
  if (older !== undefined) {
    const socket = older.find(e => e.kind === 'unix');
    if (socket === undefined) return { protocol: 'http2', tls: false, older: new Set(older) };
    const message =
      'a unix socket that speaks HTTP/1.1 cannot stand beside endpoints of HTTP/2; write two Backends, beside each other in the rule';
    return { message, path: socket.protocol?.at ?? socket.at };
  }
  let found: { readonly spoken: SpokenProtocol; readonly by: AppProtocol } | undefined;
  for (const by of written) {
    const spoken = plain === undefined ? spokenBy(by) : sameOverTls(spokenBy(by));
    if (spoken === undefined) {
      return { message: `no kind of route that is served yet carries ${by.protocol}`, path: by.at };
    }
    if (found === undefined) {
      found = { spoken, by };
    } else if (found.spoken.protocol !== spoken.protocol || found.spoken.tls !== spoken.tls) {
      return {
        message: `${by.protocol} contradicts ${found.by.protocol} at ${found.by.at}; without TLS one Backend speaks one protocol, so write two, beside each other in the rule`,
        path: by.at,
      };
    }
  }
  if (found !== undefined && plain !== undefined) return { ...found.spoken, plain };
  return found?.spoken ?? { protocol: 'http1', tls: false, isDefault: true };
}

/** isProtocolProblem tells a problem from a protocol. */
export function isProtocolProblem(outcome: SpokenProtocol | ProtocolProblem): outcome is ProtocolProblem {
  return 'message' in outcome;
}

/** The endpoints in plain text, where others want TLS and no protocol is written for all; undefined where all want the same. */
function plainBesideTls({ appProtocols, endpoints }: EnvoyGatewayBackendSpec) {
  const wantsTls = (e: BackendEndpoint) => e.protocol !== undefined && spokenBy(e.protocol)?.tls === true;
  const plain = endpoints.filter(e => !wantsTls(e));
  if (appProtocols.length > 0 || plain.length === 0 || plain.length === endpoints.length) return undefined;
  return new Set(plain);
}

/** The version of each endpoint, where all want TLS, each has a protocol of its own, and those differ. */
function versionsOverTls({ appProtocols, endpoints }: EnvoyGatewayBackendSpec) {
  const spoken = endpoints.map(e => [e, e.protocol && spokenBy(e.protocol)] as const);
  const kinds = new Set(spoken.map(([, own]) => own?.protocol));
  if (appProtocols.length > 0 || kinds.size < 2 || spoken.some(([, own]) => own?.tls !== true)) {
    return undefined;
  }
  return new Map(
    spoken.flatMap(([e, own]) =>
      own?.protocol === 'http1' || own?.protocol === 'http2' ? [[e, own.protocol] as const] : [],
    ),
  );
}

/** The endpoints that speak HTTP/1.1, where none wants TLS and others speak HTTP/2. */
function olderInPlainText({ appProtocols, endpoints, tls }: WrittenEndpoints['spec']) {
  const spoken = endpoints.flatMap(({ protocol }) => protocol ?? []);
  const isOlder = ({ protocol }: AppProtocol) => protocol === 'http' || protocol === 'ws';
  const isNewer = ({ protocol }: AppProtocol) => protocol === 'h2c' || protocol === 'grpc';
  if (appProtocols.length > 0 || tls !== undefined || !spoken.some(isNewer) || !spoken.some(isOlder))
    return undefined;
  if (!spoken.every(one => isOlder(one) || isNewer(one))) return undefined;
  return endpoints.filter(({ protocol }) => protocol !== undefined && isOlder(protocol));
}

/** speaksBothInPlainText tells whether some of its endpoints speak HTTP/1.1 in plain text, and others HTTP/2. */
export function speaksBothInPlainText(spec: WrittenEndpoints['spec']): boolean {
  return olderInPlainText(spec) !== undefined;
}

/** In plain text no protocol can be negotiated: endpoints with TLS use the one that the others speak. */
function sameOverTls(spoken: SpokenProtocol | undefined): SpokenProtocol | undefined {
  if (spoken === undefined) return undefined;
  return { protocol: spoken.protocol === 'auto' ? 'http1' : spoken.protocol, tls: true };
}

function spokenBy({ protocol }: AppProtocol): SpokenProtocol | undefined {
  switch (protocol) {
    case 'http':
    case 'ws':
      return { protocol: 'http1', tls: false };
    case 'https':
      return { protocol: 'auto', tls: true };
    case 'wss':
      return { protocol: 'http1', tls: true };
    case 'h2c':
    case 'grpc':
      return { protocol: 'http2', tls: false };
    case 'h2':
    case 'grpcs':
      return { protocol: 'http2', tls: true };
    // Routes of connections pass them on as they are. Only routes that send requests need a protocol: the plainest.
    case 'tcp':
      return { protocol: 'http1', tls: false };
    case 'udp':
      return { protocol: 'udp', tls: false };
  }
}
