import { create, toBinary } from '@bufbuild/protobuf';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { TlsInspectorSchema } from '#gen/envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import { type Gateway, type RouteTable, routeTableOf, type TcpAttachment, usesOf } from '#model';
import { socketAddress } from './address.ts';
import type { ChainFilter } from './chain-filters.ts';
import { extension } from './extension.ts';
import { httpChain } from './http-chain.ts';
import { clusterName, listenerName } from './names.ts';
import { tcpChain, tcpRouteInForce } from './tcp-chain.ts';

const bufferLimit = 32_768;
const anyIpv4 = '0.0.0.0';
const tlsInspector = extension('envoy.filters.listener.tls_inspector', TlsInspectorSchema, {});

/**
 * encodeListener makes the Envoy listener of one port. HTTP listeners of a port share a filter chain; HTTPS are told apart by
 * SNI. A TCP listener holds its route (`attached` are those of the port). It needs the clusters of that route, and those of
 * the filters that its HTTP routes need (`filtersOf` a table).
 */
export function encodeListener(
  gateway: Gateway,
  port: number,
  attached: readonly TcpAttachment[],
  filtersOf: (table: RouteTable) => readonly ChainFilter[],
): XdsResource {
  const name = listenerName(gateway.id, port);
  const listeners = gateway.listeners.filter(l => l.port === port);
  const ofHttp = listeners.flatMap(l =>
    l.kind === 'http' ? [{ listener: l, filters: filtersOf(routeTableOf(gateway.id, l)) }] : [],
  );
  const secure = ofHttp.filter(({ listener }) => listener.tls !== undefined);
  const [plain] = ofHttp.filter(({ listener }) => listener.tls === undefined);
  const takesTcp = listeners.some(l => l.kind === 'tcp');
  const route = takesTcp ? tcpRouteInForce(attached) : undefined;
  const ofRoute = route === undefined ? [] : usesOf(route.forwarding).map(clusterName);
  const [address = anyIpv4, ...more] = gateway.addresses;
  const listener = create(ListenerSchema, {
    name,
    address: socketAddress(address, port),
    additionalAddresses: more.map(a => ({ address: socketAddress(a, port) })),
    perConnectionBufferLimitBytes: bufferLimit,
    listenerFilters: secure.length === 0 ? [] : [tlsInspector],
    filterChains: [
      ...(plain === undefined ? [] : [httpChain(gateway, plain.listener, plain.filters)]),
      ...secure.map(({ listener, filters }) => httpChain(gateway, listener, filters)),
      ...(takesTcp ? [tcpChain(name, route)] : []),
    ],
  });
  return xdsResource({
    type: 'listener',
    name,
    bytes: toBinary(ListenerSchema, listener),
    origins: route === undefined ? [gateway.origin] : [gateway.origin, route.origin],
    requires: [...new Set([...ofRoute, ...ofHttp.flatMap(l => l.filters.flatMap(f => f.clusters))])].sort(),
  });
}
