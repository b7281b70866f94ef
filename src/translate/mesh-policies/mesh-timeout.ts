import { isHttpProtocol } from '#model';
import type { MeshTimeouts } from '#resources';
import { given, unlessEmpty } from '../policies/given.ts';
import type { MeshPolicyKind } from './mesh-policy-kind.ts';

/**
 * meshTimeout limits how long things may take. The idle timeout of a TCP connection is one of the listener, that of HTTP one
 * of the backend.
 */
export const meshTimeout: MeshPolicyKind<MeshTimeouts> = {
  id: 'kuma/MeshTimeout',
  shapesBackends: true,
  tellsCallersApart: 'by-route',
  meaning({ connectionTimeout, idleTimeout, http = {} }, { protocol }) {
    if (!isHttpProtocol(protocol)) {
      return given({
        backend: unlessEmpty(
          given({ connections: unlessEmpty(given({ connectTimeout: connectionTimeout })) }),
        ),
        listener: unlessEmpty(given({ timeouts: unlessEmpty(given({ tcpIdle: idleTimeout })) })),
      });
    }
    const connections = given({
      connectTimeout: connectionTimeout,
      idleTimeout,
      maxDuration: http.maxConnectionDuration,
      maxStreamDuration: http.maxStreamDuration,
    });
    const timeouts = given({ request: http.requestTimeout, streamIdle: http.streamIdleTimeout });
    return given({
      backend: unlessEmpty(given({ connections: unlessEmpty(connections) })),
      route: unlessEmpty(given({ timeouts: unlessEmpty(timeouts) })),
      listener: unlessEmpty(given({ timeouts: unlessEmpty(given({ headers: http.requestHeadersTimeout })) })),
    });
  },
};
