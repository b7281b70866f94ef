import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import type { RouteSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import { RouterSchema } from '#gen/envoy/extensions/filters/http/router/v3/router_pb.js';
import { OriginalDstSchema } from '#gen/envoy/extensions/filters/listener/original_dst/v3/original_dst_pb.js';
import {
  HttpConnectionManager_CodecType,
  HttpConnectionManager_ServerHeaderTransformation,
  HttpConnectionManagerSchema,
  ResponseMapperSchema,
} from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import { encode } from './encode.ts';
import { extension } from './extension.ts';
import { unreached } from './unreached.ts';

type Action = NonNullable<Extract<MessageInitShape<typeof RouteSchema>, { $typeName?: never }>['action']>;

/** InternalListener is what an internal listener needs beside its name and where its requests go. */
interface InternalListener extends Pick<XdsResource, 'origins' | 'requires'> {
  /** The cluster that leads to it. */
  readonly behind: string;
  /** Connections carry along the address that their requests are for. */
  readonly takesAddress?: boolean;
}

/**
 * internalListener is a listener within Envoy, through which a cluster leads to others by way of a route. It takes HTTP/2 from
 * that cluster alone, and passes everything on as it is: the limits are those of the listener that the request came by. Only
 * Envoy's workers reach it, so nothing can go through it that Envoy asks on its main thread (health checks, keys of tokens).
 */
export function internalListener(
  name: string,
  action: Action,
  { takesAddress = false, ...about }: InternalListener,
): XdsResource {
  const bytes = encode(ListenerSchema, {
    name,
    listenerSpecifier: { case: 'internalListener', value: {} },
    listenerFilters: takesAddress
      ? [extension('envoy.filters.listener.original_dst', OriginalDstSchema, {})]
      : [],
    filterChains: [{ filters: [passingOn(name, action)] }],
  });
  return xdsResource({ type: 'listener', name, bytes, ...about });
}

function passingOn(name: string, action: Action) {
  const everything = { match: { pathSpecifier: { case: 'prefix', value: '/' } }, action } as const;
  return extension('envoy.filters.network.http_connection_manager', HttpConnectionManagerSchema, {
    statPrefix: name,
    codecType: HttpConnectionManager_CodecType.HTTP2,
    routeSpecifier: {
      case: 'routeConfig',
      value: {
        virtualHosts: [{ name: 'all', domains: ['*'], routes: [everything] }],
        validateClusters: false,
      },
    },
    serverHeaderTransformation: HttpConnectionManager_ServerHeaderTransformation.PASS_THROUGH,
    skipXffAppend: true,
    localReplyConfig: { mappers: [toldUnreached] },
    generateRequestId: false,
    streamIdleTimeout: protobufDuration(0),
    maxRequestHeadersKb: mostHeadersKb,
    commonHttpProtocolOptions: { maxHeadersCount: mostHeaders },
    httpFilters: [extension('envoy.filters.http.router', RouterSchema, { suppressEnvoyHeaders: true })],
  });
}

/** More than any listener lets in. */
const mostHeadersKb = 8192;
const mostHeaders = 10_000;

/** The route that sent a request here must learn what it would have known without this listener: that no connection was made. */
const toldUnreached = create(ResponseMapperSchema, {
  filter: { filterSpecifier: { case: 'responseFlagFilter', value: { flags: ['UF'] } } },
  headersToAdd: [{ header: { key: unreached, value: '1' } }],
});
