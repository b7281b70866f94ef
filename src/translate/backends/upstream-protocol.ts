import type { HttpVersion, UpstreamProtocol } from '#model';
import type { AppProtocol, BackendEndpoint, EnvoyGatewayBackendSpec } from '#resources';

/** SpokenProtocol is what a Backend's protocols come down to; `at` is where that was written. */
export interface SpokenProtocol {
  readonly protocol: UpstreamProtocol;
  readonly tls: boolean;
  /** Endpoints that are spoken to in plain text beside others that want TLS. */
  readonly plain?: ReadonlySet<BackendEndpoint>;
  /** Endpoints that speak one version of HTTP alone, over TLS, beside others of another. */
  readonly versions?: ReadonlyMap<BackendEndpoint, HttpVersion>;
  /** Nothing was written that names one. */
  readonly isDefault?: true;
}

/** A protocol that cannot be served, and where it was written. */
export interface ProtocolProblem {
  readonly message: string;
  readonly path: string;
}

/**
 * spokenProtocol comes to one protocol for all of a Backend: its clusters speak one. Protocols are written for the Backend
 * (`appProtocols`, `appProtocol`) or for an endpoint (`protocol`, `applicationProtocol`); all of them must agree, but that
 * endpoints may want TLS or not, and over TLS one version of HTTP or another, each as it says. In plain text there is nothing
 * by which a connection could come to another version than the rest of its cluster: Envoy refuses to choose there.
 */
export function spokenProtocol(spec: EnvoyGatewayBackendSpec): SpokenProtocol | ProtocolProblem {
  const written = [
    ...spec.appProtocols,
    ...spec.endpoints.flatMap(e => (e.protocol === undefined ? [] : [e.protocol])),
  ];
  const plain = plainBesideTls(spec);
  const versions = versionsOverTls(spec);
  if (versions !== undefined) return { protocol: 'auto', tls: true, versions };
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

/** Who speaks plain text, where others want TLS and nothing is said of all; undefined where all want the same. */
function plainBesideTls({ appProtocols, endpoints }: EnvoyGatewayBackendSpec) {
  const wantsTls = (e: BackendEndpoint) => e.protocol !== undefined && spokenBy(e.protocol)?.tls === true;
  const plain = endpoints.filter(e => !wantsTls(e));
  if (appProtocols.length > 0 || plain.length === 0 || plain.length === endpoints.length) return undefined;
  return new Set(plain);
}

/** Who speaks which version, where all endpoints want TLS, each with a protocol of its own, and not all the same. */
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

/** In plain text nothing can be chosen: what is spoken there is spoken over TLS as well. */
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
    // A connection is passed on as it is: only whoever sends requests to it speaks a protocol, and then the plainest.
    case 'tcp':
      return { protocol: 'http1', tls: false };
    case 'udp':
      return { protocol: 'udp', tls: false };
  }
}
