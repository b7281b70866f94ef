import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import type { AccessLogSchema } from '#gen/envoy/config/accesslog/v3/accesslog_pb.js';
import type { HttpProtocolOptionsSchema } from '#gen/envoy/config/core/v3/protocol_pb.js';
import type { SocketOptionSchema } from '#gen/envoy/config/core/v3/socket_option_pb.js';
import type {
  FilterChainSchema,
  FilterSchema,
  ListenerFilterSchema,
} from '#gen/envoy/config/listener/v3/listener_components_pb.js';
import type { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import type { TlsInspectorSchema } from '#gen/envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector_pb.js';
import type {
  HttpConnectionManagerSchema,
  HttpFilterSchema,
} from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { TcpProxySchema } from '#gen/envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy_pb.js';
import type { UdpProxyConfigSchema } from '#gen/envoy/extensions/filters/udp/udp_proxy/v3/udp_proxy_pb.js';
import type {
  CommonTlsContextSchema,
  DownstreamTlsContextSchema,
} from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import type { FilterMove, ListenerFacets } from '#model';

type Fields<D extends DescMessage> = Partial<Extract<MessageInitShape<D>, { readonly $typeName?: never }>>;

/**
 * ListenerPart is what a facet makes of how a listener listens. What stands under `listener` holds for its whole port; the
 * rest for its filter chain.
 */
export interface ListenerPart {
  readonly listener?: Fields<typeof ListenerSchema>;
  readonly socketOptions?: readonly MessageInitShape<typeof SocketOptionSchema>[];
  /** Filters that run before a chain is chosen. */
  readonly listenerFilters?: readonly MessageInitShape<typeof ListenerFilterSchema>[];
  /** Settings of the filter that looks into TLS before a chain is chosen. */
  readonly inspector?: Fields<typeof TlsInspectorSchema>;
  readonly chain?: Fields<typeof FilterChainSchema>;
  /** Filters ahead of the one that speaks HTTP, or passes connections on. */
  readonly networkFilters?: readonly MessageInitShape<typeof FilterSchema>[];
  /** Where connections are passed on as they are. */
  readonly tcp?: Fields<typeof TcpProxySchema>;
  readonly udp?: Fields<typeof UdpProxyConfigSchema>;
  /** Filters ahead of those that routes need, in force for every request. */
  readonly httpFilters?: readonly MessageInitShape<typeof HttpFilterSchema>[];
  readonly manager?: Fields<typeof HttpConnectionManagerSchema>;
  /** Settings of HTTP connections in any version. */
  readonly http?: Fields<typeof HttpProtocolOptionsSchema>;
  /** How filters are put before or after others. */
  readonly filterMoves?: readonly FilterMove[];
  /** Access logs of each attempt to reach a backend with a request. */
  readonly attemptLogs?: readonly MessageInitShape<typeof AccessLogSchema>[];
  readonly tls?: Fields<typeof DownstreamTlsContextSchema>;
  readonly tlsCommon?: Fields<typeof CommonTlsContextSchema>;
}

/** ListenerFacet turns one facet into its part. One file a facet, a line in `index.ts`. */
export interface ListenerFacet<Name extends keyof ListenerFacets = keyof ListenerFacets> {
  readonly facet: Name;
  encode(value: NonNullable<ListenerFacets[Name]>): ListenerPart;
}
