import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import type { HttpProtocolOptionsSchema } from '#gen/envoy/config/core/v3/protocol_pb.js';
import type {
  FilterChainSchema,
  FilterSchema,
  ListenerFilterSchema,
} from '#gen/envoy/config/listener/v3/listener_components_pb.js';
import type { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import type { HttpConnectionManagerSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type {
  CommonTlsContextSchema,
  DownstreamTlsContextSchema,
} from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import type { ListenerFacets } from '#model';

type Fields<D extends DescMessage> = Partial<Extract<MessageInitShape<D>, { readonly $typeName?: never }>>;

/**
 * ListenerPart is what a facet makes of how a listener listens. What stands under `listener` holds for its whole port; the
 * rest for its filter chain.
 */
export interface ListenerPart {
  readonly listener?: Fields<typeof ListenerSchema>;
  /** Before a chain is chosen. */
  readonly listenerFilters?: readonly MessageInitShape<typeof ListenerFilterSchema>[];
  readonly chain?: Fields<typeof FilterChainSchema>;
  /** Ahead of what speaks HTTP, or passes connections on. */
  readonly networkFilters?: readonly MessageInitShape<typeof FilterSchema>[];
  readonly manager?: Fields<typeof HttpConnectionManagerSchema>;
  /** What HTTP connections have in common. */
  readonly http?: Fields<typeof HttpProtocolOptionsSchema>;
  readonly tls?: Fields<typeof DownstreamTlsContextSchema>;
  readonly tlsCommon?: Fields<typeof CommonTlsContextSchema>;
}

/** ListenerFacet turns one facet into its part. One file a facet, a line in `index.ts`. */
export interface ListenerFacet<Name extends keyof ListenerFacets = keyof ListenerFacets> {
  readonly facet: Name;
  encode(value: NonNullable<ListenerFacets[Name]>): ListenerPart;
}
