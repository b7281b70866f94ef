import { gatewayApiGroup, type TlsRoute } from '#resources';
import { translateConnections } from './connections.ts';
import type { RouteKind } from './route-kind.ts';
import { spokenIn } from './spoken-in.ts';

/** TLSRoute of the Gateway API: connections over TLS, by the name that they ask for. */
export const tlsRoute: RouteKind<TlsRoute> = {
  id: 'gateway-api/TLSRoute',
  group: gatewayApiGroup,
  kind: 'TLSRoute',
  shape: 'tcp',
  protocols: ['TLS', 'TLS passthrough'],
  contest: 'domain',
  // Whether TLS is passed through is decided where the route is attached.
  translate: (route, resolve) => translateConnections(route, spokenIn('tcp', resolve)),
};
