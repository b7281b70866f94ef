import type { UpstreamProtocol } from '#model';
import type { AppProtocol, EnvoyGatewayBackendSpec } from '#resources';

/** SpokenProtocol is what a Backend's protocols come down to; `at` is where that was written. */
export interface SpokenProtocol {
  readonly protocol: UpstreamProtocol;
  readonly tls: boolean;
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
 * (`appProtocols`, `appProtocol`) or for an endpoint (`protocol`, `applicationProtocol`); all of them must agree.
 */
export function spokenProtocol(spec: EnvoyGatewayBackendSpec): SpokenProtocol | ProtocolProblem {
  const written = [
    ...spec.appProtocols,
    ...spec.endpoints.flatMap(e => (e.protocol === undefined ? [] : [e.protocol])),
  ];
  let found: { readonly spoken: SpokenProtocol; readonly by: AppProtocol } | undefined;
  for (const by of written) {
    const spoken = spokenBy(by);
    if (spoken === undefined) {
      return { message: `no kind of route that is served yet carries ${by.protocol}`, path: by.at };
    }
    if (found === undefined) {
      found = { spoken, by };
    } else if (found.spoken.protocol !== spoken.protocol || found.spoken.tls !== spoken.tls) {
      return {
        message: `${by.protocol} contradicts ${found.by.protocol} at ${found.by.at}; one Backend speaks one protocol, write two`,
        path: by.at,
      };
    }
  }
  return found?.spoken ?? { protocol: 'http1', tls: false, isDefault: true };
}

/** isProtocolProblem tells a problem from a protocol. */
export function isProtocolProblem(outcome: SpokenProtocol | ProtocolProblem): outcome is ProtocolProblem {
  return 'message' in outcome;
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
