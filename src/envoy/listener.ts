import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { HttpProtocolOptions_HeadersWithUnderscoresAction } from '#gen/envoy/config/core/v3/protocol_pb.js';
import type { FilterChainSchema } from '#gen/envoy/config/listener/v3/listener_components_pb.js';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { TlsInspectorSchema } from '#gen/envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector_pb.js';
import {
  HttpConnectionManager_PathWithEscapedSlashesAction,
  HttpConnectionManager_ServerHeaderTransformation,
  HttpConnectionManagerSchema,
} from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { DownstreamTlsContextSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import { type Gateway, type HttpListener, routeTableOf } from '#model';
import { socketAddress } from './address.ts';
import { ads } from './config-source.ts';
import { extension } from './extension.ts';
import { filters } from './filters/index.ts';
import { listenerName, routeTableName, secretName } from './names.ts';

type FilterChainInit = MessageInitShape<typeof FilterChainSchema>;

const bufferLimit = 32_768;
const anyIpv4 = '0.0.0.0';

/** encodeListener makes the Envoy listener of one port. HTTP listeners of a port share a filter chain; HTTPS are told apart by SNI. */
export function encodeListener(gateway: Gateway, port: number): XdsResource {
  const name = listenerName(gateway.id, port);
  const listeners = gateway.listeners.flatMap(l => (l.port === port && l.kind === 'http' ? [l] : []));
  const secure = listeners.filter(l => l.tls !== undefined);
  const [plain] = listeners.filter(l => l.tls === undefined);
  const [address = anyIpv4, ...more] = gateway.addresses;
  const listener = create(ListenerSchema, {
    name,
    address: socketAddress(address, port),
    additionalAddresses: more.map(a => ({ address: socketAddress(a, port) })),
    perConnectionBufferLimitBytes: bufferLimit,
    listenerFilters: secure.length === 0 ? [] : [tlsInspector],
    filterChains: [
      ...(plain === undefined ? [] : [filterChain(gateway, plain)]),
      ...secure.map(l => filterChain(gateway, l)),
    ],
  });
  return xdsResource({
    type: 'listener',
    name,
    bytes: toBinary(ListenerSchema, listener),
    origins: [gateway.origin],
  });
}

function filterChain(gateway: Gateway, listener: HttpListener): FilterChainInit {
  const name = routeTableName(routeTableOf(gateway.id, listener));
  return {
    name,
    filters: [connectionManager(name)],
    ...(listener.tls === undefined
      ? {}
      : { ...tlsMatch(listener), transportSocket: tlsSocket(listener.tls.certificates) }),
  };
}

function tlsMatch(listener: HttpListener) {
  return listener.hostname === undefined ? {} : { filterChainMatch: { serverNames: [listener.hostname] } };
}

/** Settings of an edge proxy: see Envoy's "Configuring Envoy as an edge proxy". */
function connectionManager(name: string) {
  return extension('envoy.filters.network.http_connection_manager', HttpConnectionManagerSchema, {
    statPrefix: name,
    routeSpecifier: { case: 'rds', value: { routeConfigName: name, configSource: ads } },
    useRemoteAddress: true,
    normalizePath: true,
    mergeSlashes: true,
    pathWithEscapedSlashesAction: HttpConnectionManager_PathWithEscapedSlashesAction.UNESCAPE_AND_REDIRECT,
    serverHeaderTransformation: HttpConnectionManager_ServerHeaderTransformation.PASS_THROUGH,
    commonHttpProtocolOptions: {
      headersWithUnderscoresAction: HttpProtocolOptions_HeadersWithUnderscoresAction.REJECT_REQUEST,
    },
    http2ProtocolOptions: {
      maxConcurrentStreams: 100,
      initialStreamWindowSize: 65_536,
      initialConnectionWindowSize: 1_048_576,
    },
    upgradeConfigs: [{ upgradeType: 'websocket' }],
    httpFilters: filters.map(filter => filter()),
  });
}

const tlsInspector = extension('envoy.filters.listener.tls_inspector', TlsInspectorSchema, {});

function tlsSocket(certificates: readonly string[]) {
  return extension('envoy.transport_sockets.tls', DownstreamTlsContextSchema, {
    commonTlsContext: {
      alpnProtocols: ['h2', 'http/1.1'],
      tlsCertificateSdsSecretConfigs: certificates.map(key => ({ name: secretName(key), sdsConfig: ads })),
    },
  });
}
