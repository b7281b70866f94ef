import { gatewayApiGroup, type TcpRoute } from '#resources';
import { translateConnections } from './connections.ts';
import type { RouteKind } from './route-kind.ts';
import { spokenIn } from './spoken-in.ts';

/** TCPRoute of the Gateway API: a listener's connections, shared out by weight. */
export const tcpRoute: RouteKind<TcpRoute> = {
  id: 'gateway-api/TCPRoute',
  group: gatewayApiGroup,
  kind: 'TCPRoute',
  shape: 'tcp',
  protocols: ['TCP', 'TLS'],
  contest: 'domain',
  // Connections are passed on as they are, whichever protocol other routes use for the backend.
  translate: (route, resolve) => translateConnections(route, spokenIn('tcp', resolve)),
};
