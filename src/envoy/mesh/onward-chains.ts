import type { MessageInitShape } from '@bufbuild/protobuf';
import type { FilterChainSchema } from '#gen/envoy/config/listener/v3/listener_components_pb.js';
import { FilterConfigSchema as LookUpSchema } from '#gen/envoy/extensions/filters/http/dynamic_forward_proxy/v3/dynamic_forward_proxy_pb.js';
import {
  HttpConnectionManager_ServerHeaderTransformation,
  HttpConnectionManagerSchema,
} from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { ConfigSchema as SetFilterStateSchema } from '#gen/envoy/extensions/filters/network/set_filter_state/v3/set_filter_state_pb.js';
import { FilterConfigSchema as ServerNameLookUpSchema } from '#gen/envoy/extensions/filters/network/sni_dynamic_forward_proxy/v3/sni_dynamic_forward_proxy_pb.js';
import { TcpProxySchema } from '#gen/envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { IpFamilies, OnwardHttp, OnwardMatch } from '#model';
import { extension } from '../extension.ts';
import { routerOf } from '../filters/index.ts';
import { headerMatcher } from '../header-matcher.ts';
import { captureClusterName, namedClusterName } from '../names.ts';
import type { DirectChain } from './direct-access.ts';
import { onwardCache } from './onward-cache.ts';
import { chosenChain, inHttp, type OnwardChain, toName, toNetwork, toNetworks } from './onward-matcher.ts';

type ChainInit = Extract<MessageInitShape<typeof FilterChainSchema>, { readonly $typeName?: never }>;
type DomainMatch = Extract<OnwardMatch, { kind: 'domain' }>;

interface MatchedChain extends OnwardChain {
  readonly filters: ChainInit['filters'];
}

/** toOriginal hands connections on to where they were sent. */
export function toOriginal(cluster: string) {
  return extension('envoy.filters.network.tcp_proxy', TcpProxySchema, {
    statPrefix: cluster,
    clusterSpecifier: { case: 'cluster', value: cluster },
  });
}

/**
 * onwardChains are the filter chains for what goes on by `matches`, and how they are chosen. Connections to `refused` networks
 * are closed, and those to workloads that are called one by one go there, whatever the matches say. A client that asks for a
 * name gets to where the name leads, whatever address it called: any client can claim a name.
 */
export function onwardChains(
  matches: readonly OnwardMatch[],
  { families, refused, direct }: Around,
): Pick<ListenerParts, 'filterChains' | 'filterChainMatcher'> {
  const byNetwork = matches.flatMap(match => (match.kind === 'network' ? [match] : []));
  const byName = matches.flatMap(match => (match.kind === 'domain' ? [match] : []));
  const chains: readonly MatchedChain[] = [
    { name: 'refused', takes: [toNetworks(refused)], filters: [] },
    ...direct.map(({ name, network, port, cluster }) => ({
      name,
      takes: [toNetwork({ kind: 'network', network, port })],
      filters: [toOriginal(cluster)],
    })),
    {
      name: 'onward',
      takes: byNetwork.map(toNetwork),
      filters: [toOriginal(captureClusterName('outbound'))],
    },
    {
      name: 'named',
      takes: byName.filter(({ speaks }) => speaks === 'tls').map(toName),
      filters: namedFilters(families),
    },
    ...requestChains(byName, families),
  ].filter(({ takes }) => takes.length > 0);
  return {
    filterChains: chains.map(({ name, filters }) => ({
      name,
      ...(filters === undefined ? {} : { filters }),
    })),
    filterChainMatcher: chosenChain(chains),
  };
}

/** Around is what stands before all matches: networks that are closed, and workloads that are called one by one. */
interface Around {
  readonly families: IpFamilies;
  readonly refused: readonly string[];
  readonly direct: readonly DirectChain[];
}

interface ListenerParts {
  readonly filterChains: ChainInit[];
  readonly filterChainMatcher: ReturnType<typeof chosenChain>;
}

/** The name that TLS asks for is looked up, and called at the port that was called. */
function namedFilters(families: IpFamilies): ChainInit['filters'] {
  const cluster = namedClusterName(families);
  const port = {
    key: { case: 'objectKey', value: 'envoy.upstream.dynamic_port' },
    value: {
      case: 'formatString',
      value: {
        format: {
          case: 'textFormatSource',
          value: { specifier: { case: 'inlineString', value: '%DOWNSTREAM_LOCAL_PORT%' } },
        },
      },
    },
  } as const;
  return [
    extension('envoy.filters.network.set_filter_state', SetFilterStateSchema, { onNewConnection: [port] }),
    extension('envoy.filters.network.sni_dynamic_forward_proxy', ServerNameLookUpSchema, {
      dnsCacheConfig: onwardCache(families),
    }),
    toOriginal(cluster),
  ];
}

/** A chain for each version and port: requests to none of its domains are answered with 404. */
function requestChains(matches: readonly DomainMatch[], families: IpFamilies): readonly MatchedChain[] {
  return (['http1', 'http2'] as const).flatMap(version => {
    const own = matches.filter(({ speaks }) => speaks === version);
    // Chains for one port come before those for all ports.
    const ports = [...new Set(own.map(({ port }) => port))].sort((a, b) => (b ?? 0) - (a ?? 0));
    return ports.map(port => ({
      name: [version, port ?? 'any'].join(':'),
      takes: [inHttp(version, port)],
      filters: [
        requests(
          version,
          own.filter(match => match.port === undefined || match.port === port),
          port,
          families,
        ),
      ],
    }));
  });
}

function requests(
  version: OnwardHttp,
  matches: readonly DomainMatch[],
  port: number | undefined,
  families: IpFamilies,
) {
  const name = ['onward', version, port ?? 'any'].join(':');
  const domains = [...new Set(matches.flatMap(({ domain }) => domainsAt(domain, port)))];
  return extension('envoy.filters.network.http_connection_manager', HttpConnectionManagerSchema, {
    statPrefix: name,
    routeSpecifier: {
      case: 'routeConfig',
      value: { name, virtualHosts: [{ name, domains, routes: [passedOn(families, port)] }] },
    },
    serverHeaderTransformation: HttpConnectionManager_ServerHeaderTransformation.PASS_THROUGH,
    streamIdleTimeout: protobufDuration(0),
    upgradeConfigs: [{ upgradeType: 'websocket' }],
    httpFilters: [
      extension('envoy.filters.http.dynamic_forward_proxy', LookUpSchema, {
        implementationSpecifier: { case: 'dnsCacheConfig', value: onwardCache(families) },
      }),
      routerOf(),
    ],
  });
}

/** A request goes to the port in its Host, which must be the one that was called. Without a port, Host means port 80. */
function passedOn(families: IpFamilies, port: number | undefined) {
  const named = port === 80 ? '[^:]+(:80)?' : `.*:${port}`;
  return {
    match: {
      pathSpecifier: { case: 'prefix', value: '/' },
      headers: port === undefined ? [] : [headerMatcher({ name: ':authority', kind: 'regex', value: named })],
    },
    action: {
      case: 'route',
      value: {
        clusterSpecifier: { case: 'cluster', value: namedClusterName(families) },
        timeout: protobufDuration(0),
      },
    },
  } as const;
}

function domainsAt(domain: string, port: number | undefined): readonly string[] {
  return domain === '*' ? ['*'] : [domain, `${domain}:${port ?? '*'}`];
}
