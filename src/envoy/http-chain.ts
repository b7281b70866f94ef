import type { MessageInitShape } from '@bufbuild/protobuf';
import { HttpProtocolOptions_HeadersWithUnderscoresAction } from '#gen/envoy/config/core/v3/protocol_pb.js';
import type { FilterChainSchema } from '#gen/envoy/config/listener/v3/listener_components_pb.js';
import {
  HttpConnectionManager_CodecType as CodecType,
  HttpConnectionManager_ForwardClientCertDetails,
  HttpConnectionManager_PathWithEscapedSlashesAction,
  HttpConnectionManager_ServerHeaderTransformation,
  HttpConnectionManagerSchema,
} from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { type Gateway, type HttpListener, routeTableOf, type Side } from '#model';
import { type ChainFilter, inChainOrder } from './chain-filters.ts';
import { ads } from './config-source.ts';
import { downstreamTls, quicTls } from './downstream-tls.ts';
import { extension } from './extension.ts';
import { chainMarks, routerOf } from './filters/index.ts';
import { http2ByDefault, type ListenerPart, listenerPartOf } from './listener-facets/index.ts';
import { routeTableName, withoutDots } from './names.ts';

type ChainInit = Extract<MessageInitShape<typeof FilterChainSchema>, { readonly $typeName?: never }>;

/**
 * httpChain makes the filter chain of a listener that takes HTTP; listeners of a port without TLS share one. `needed` are the
 * filters that its routes need.
 */
export function httpChain(
  gateway: Gateway,
  listener: HttpListener,
  needed: readonly ChainFilter[],
): ChainInit {
  const part = listenerPartOf(listener.facets);
  return {
    ...part.chain,
    ...speakingHttp(gateway, listener, needed, part),
    ...(listener.tls === undefined
      ? {}
      : { ...tlsMatch(listener), transportSocket: downstreamTls(listener.tls, ['h2', 'http/1.1'], part) }),
  };
}

/** quicChain is the same for HTTP/3. */
export function quicChain(
  gateway: Gateway,
  listener: HttpListener,
  needed: readonly ChainFilter[],
): ChainInit {
  const { manager, ...part } = listenerPartOf(listener.facets);
  const overQuic = { ...part, manager: { ...manager, codecType: CodecType.HTTP3, http3ProtocolOptions: {} } };
  return {
    ...speakingHttp(gateway, listener, needed, overQuic),
    ...(listener.tls === undefined
      ? {}
      : { ...tlsMatch(listener), transportSocket: quicTls(listener.tls, part) }),
  };
}

function speakingHttp(
  gateway: Gateway,
  listener: HttpListener,
  needed: readonly ChainFilter[],
  part: ListenerPart,
) {
  const name = routeTableName(routeTableOf(gateway, listener));
  const marked = needed.filter(f => f.isIndispensable).map(f => f.instance);
  return {
    name,
    filters: [
      ...(part.networkFilters ?? []),
      ...chainMarks(marked),
      connectionManager(name, needed, part, listener, gateway.side),
    ],
  };
}

function tlsMatch(listener: HttpListener) {
  return listener.hostname === undefined ? {} : { filterChainMatch: { serverNames: [listener.hostname] } };
}

function connectionManager(
  name: string,
  needed: readonly ChainFilter[],
  { manager, http, httpFilters = [], filterMoves, attemptLogs }: ListenerPart,
  { facets, mutualTls }: HttpListener,
  side: Side | undefined,
) {
  return extension('envoy.filters.network.http_connection_manager', HttpConnectionManagerSchema, {
    statPrefix: withoutDots(name),
    routeSpecifier: { case: 'rds', value: { routeConfigName: name, configSource: ads } },
    serverHeaderTransformation: HttpConnectionManager_ServerHeaderTransformation.PASS_THROUGH,
    ...(side === undefined
      ? { ...atTheEdge, commonHttpProtocolOptions: { ...strictHeaders, ...http } }
      : besideAnApplication(http)),
    ...(mutualTls === undefined ? {} : callerTold),
    upgradeConfigs: [{ upgradeType: 'websocket' }],
    ...manager,
    httpFilters: [
      ...httpFilters,
      ...inChainOrder(needed, filterMoves).map(chainFilter),
      routerOf(facets?.headers, attemptLogs),
    ],
  });
}

/** An application is told which identity of the mesh calls it; only its sidecar may tell it. */
const callerTold = {
  forwardClientCertDetails: HttpConnectionManager_ForwardClientCertDetails.SANITIZE_SET,
  setCurrentClientCertDetails: { uri: true },
} as const;

/** Settings of an edge proxy: see Envoy's "Configuring Envoy as an edge proxy". */
const atTheEdge = {
  useRemoteAddress: true,
  normalizePath: true,
  mergeSlashes: true,
  stripTrailingHostDot: true,
  pathWithEscapedSlashesAction: HttpConnectionManager_PathWithEscapedSlashesAction.UNESCAPE_AND_REDIRECT,
  http2ProtocolOptions: http2ByDefault,
} as const;

const strictHeaders = {
  headersWithUnderscoresAction: HttpProtocolOptions_HeadersWithUnderscoresAction.REJECT_REQUEST,
} as const;

/** A sidecar stays unseen: what its application and others say to each other passes as it is. */
function besideAnApplication(http: ListenerPart['http']) {
  return { normalizePath: true, ...(http === undefined ? {} : { commonHttpProtocolOptions: http }) };
}

/** An instance does nothing until a route names it. */
function chainFilter({ instance, settings }: ChainFilter) {
  return { name: instance, disabled: true, configType: { case: 'typedConfig', value: settings } } as const;
}
