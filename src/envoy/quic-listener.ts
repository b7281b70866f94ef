import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import { type Gateway, originsOn, quicListenersOf, type RouteTable, routeTableOf } from '#model';
import { udpAddress } from './address.ts';
import type { ChainFilter } from './chain-filters.ts';
import { encode } from './encode.ts';
import { filterParts, withoutRefusedFilters } from './filter-parts.ts';
import { quicChain } from './http-chain.ts';
import { listenerPartOf } from './listener-facets/index.ts';
import { quicListenerName } from './names.ts';
import { withoutRefused } from './telemetry-parts.ts';

const anyIpv4 = '0.0.0.0';

/**
 * encodeQuicListener makes the Envoy listener by which HTTP/3 comes to a port, beside that of TCP. Both serve the same routes.
 * Settings of TCP connections are no part of it.
 */
export function encodeQuicListener(
  gateway: Gateway,
  port: number,
  filtersOf: (table: RouteTable) => readonly ChainFilter[],
  refused?: ReadonlyMap<string, string>,
): XdsResource {
  const name = quicListenerName(gateway.id, port);
  const { listeners, ...told } = withoutRefused(quicListenersOf(gateway, port), refused);
  const chains = listeners.map(listener => {
    const needed = filtersOf(routeTableOf(gateway, listener));
    return { listener, needed, filters: withoutRefusedFilters(needed, refused) };
  });
  const ofFilters = filterParts(
    chains.flatMap(c => c.needed),
    refused,
  );
  const [address = anyIpv4, ...more] = gateway.addresses;
  const { accessLog } = listenerPartOf(listeners[0]?.facets).listener ?? {};
  const bytes = encode(ListenerSchema, {
    name,
    address: udpAddress(address, port),
    additionalAddresses: more.map(a => ({ address: udpAddress(a, port) })),
    udpListenerConfig: { quicOptions: {} },
    ...(accessLog === undefined ? {} : { accessLog }),
    filterChains: chains.map(({ listener, filters }) => quicChain(gateway, listener, filters)),
  });
  return xdsResource({
    type: 'listener',
    name,
    bytes,
    origins: originsOn(gateway, port),
    parts: [...told.parts, ...ofFilters.parts],
    withheld: [...told.withheld, ...ofFilters.withheld],
    requires: [
      ...new Set([...told.clusters, ...chains.flatMap(c => c.filters.flatMap(f => f.clusters))]),
    ].sort(),
  });
}
