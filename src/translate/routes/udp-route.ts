import { gatewayApiGroup, type UdpRoute } from '#resources';
import { translateConnections } from './connections.ts';
import type { RouteKind } from './route-kind.ts';
import { spokenIn } from './spoken-in.ts';

/** UDPRoute of the Gateway API: a listener's datagrams; those of one client stay together. */
export const udpRoute: RouteKind<UdpRoute> = {
  id: 'gateway-api/UDPRoute',
  group: gatewayApiGroup,
  kind: 'UDPRoute',
  shape: 'udp',
  protocols: ['UDP'],
  contest: 'domain',
  translate: (route, resolve) => translateConnections(route, spokenIn('udp', resolve), 'udp'),
};
