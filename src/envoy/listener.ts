import { TrafficDirection } from '#gen/envoy/config/core/v3/base_pb.js';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { TlsInspectorSchema } from '#gen/envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';

import {
  type Gateway,
  mutualTlsOf,
  originsOn,
  passedUses,
  type RouteTable,
  routeTableOf,
  type Side,
  type TcpAttachment,
  usesOf,
} from '#model';

import { socketAddress } from './address.ts';
import type { ChainFilter } from './chain-filters.ts';
import { ChainSuccession } from './chain-succession.ts';
import { encode } from './encode.ts';
import { extension } from './extension.ts';
import { filterParts, withoutRefusedFilters } from './filter-parts.ts';
import { marksOn } from './filters/index.ts';
import { httpChain } from './http-chain.ts';
import { type ListenerPart, listenerPartOf } from './listener-facets/index.ts';
import { mutualChains } from './mutual-tls.ts';
import { clusterName, itself, listenerName } from './names.ts';
import { tcpChains } from './tcp-chain.ts';
import { withoutRefused } from './telemetry-parts.ts';

const bufferLimit = 32_768;
const anyIpv4 = '0.0.0.0';

/**
 * encodeListener makes the Envoy listener of one port. HTTP listeners of a port share a filter chain; HTTPS and TLS listeners are
 * told apart by SNI. TCP and TLS listeners hold their routes (`attached` are those of the port). The result needs the clusters of
 * these routes, of the filters that its HTTP routes need (`filtersOf` a table), and of its telemetry. Of what Envoy `refused`,
 * telemetry is left out, and filters answer 500.
 */
export function encodeListener(
  gateway: Gateway,
  port: number,
  attached: readonly TcpAttachment[],
  filtersOf: (table: RouteTable) => readonly ChainFilter[],
  refused?: ReadonlyMap<string, string>,
  isInterim = false,
): XdsResource {
  const name = listenerName(gateway, port);
  const { listeners, ...told } = withoutRefused(
    gateway.listeners.filter(l => l.port === port && l.kind !== 'udp'),
    refused,
  );
  const ofHttp = listeners.flatMap(listener => {
    if (listener.kind !== 'http') return [];
    const needed = filtersOf(routeTableOf(gateway, listener));
    return [{ listener, needed, filters: withoutRefusedFilters(needed, refused) }];
  });
  const ofFilters = filterParts(
    ofHttp.flatMap(l => l.needed),
    refused,
  );
  const secure = ofHttp.filter(({ listener }) => listener.tls !== undefined);
  const [plain] = ofHttp.filter(({ listener }) => listener.tls === undefined);
  const ofConnections = listeners.flatMap(l =>
    l.kind === 'tcp' || l.kind === 'tls' ? tcpChains(name, l, attached) : [],
  );
  const routes = ofConnections.flatMap(({ route }) => route ?? []);
  const ofRoutes = routes.flatMap(({ forwarding }) => usesOf(forwarding)).map(clusterName);
  const looksIntoTls =
    secure.length > 0 || listeners.some(l => l.kind === 'tls' || mutualTlsOf(l) !== undefined);
  const [address = anyIpv4, ...more] = gateway.addresses;
  // The first listener of a port says what holds for the whole port.
  const part = listenerPartOf(listeners[0]?.facets);
  const bytes = encode(ListenerSchema, {
    name,
    address: socketAddress(address, port),
    additionalAddresses: more.map(a => ({ address: socketAddress(a, port) })),
    perConnectionBufferLimitBytes: bufferLimit,
    ...sideOf(gateway.side),
    ...part.listener,
    socketOptions: [...(part.socketOptions ?? [])],
    listenerFilters: [...(part.listenerFilters ?? []), ...(looksIntoTls ? [tlsInspector(part)] : [])],
    filterChains: [
      ...(plain === undefined
        ? []
        : mutualChains(name, httpChain(gateway, plain.listener, plain.filters), mutualTlsOf(plain.listener))),
      ...secure.map(({ listener, filters }) => httpChain(gateway, listener, filters)),
      ...ofConnections.map(({ chain }) => chain),
    ],
  });
  const chains = ofHttp.map(({ listener, needed }) => ({
    table: routeTableOf(gateway, listener),
    filters: needed,
  }));
  const marked = chains.flatMap(({ table, filters }) => {
    const instances = filters.filter(f => f.isIndispensable).map(f => f.instance);
    return marksOn(table, instances).names;
  });
  const succession = new ChainSuccession(chains, widened =>
    encodeListener(gateway, port, attached, widened, refused, true),
  );
  return xdsResource({
    type: 'listener',
    name,
    key: listenerName(itself(gateway), port),
    bytes,
    ...(marked.length === 0 ? {} : { marks: { listener: name, names: marked }, succession }),
    isInterim,
    origins: [...new Set([...originsOn(gateway, port), ...routes.map(r => r.origin)])],
    parts: [...told.parts, ...ofFilters.parts],
    withheld: [...told.withheld, ...ofFilters.withheld],
    requires: [
      ...new Set([
        ...ofRoutes,
        ...listeners.flatMap(passedUses).map(clusterName),
        ...told.clusters,
        ...ofHttp.flatMap(l => l.filters.flatMap(f => f.clusters)),
      ]),
    ].sort(),
  });
}

/** Captured connections are handed over by a listener that has a port (`mesh/capture.ts`). */
function sideOf(side: Side | undefined) {
  if (side === undefined) return {};
  return {
    trafficDirection: trafficDirections[side.direction],
    ...(side.isCaptured ? { bindToPort: false } : {}),
  };
}

const trafficDirections = {
  inbound: TrafficDirection.INBOUND,
  outbound: TrafficDirection.OUTBOUND,
} as const satisfies Record<Side['direction'], TrafficDirection>;

/** The filter that reads the server name, by which filter chains are told apart. */
function tlsInspector({ inspector = {} }: ListenerPart) {
  return extension('envoy.filters.listener.tls_inspector', TlsInspectorSchema, inspector);
}
