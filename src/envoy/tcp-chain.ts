import type { MessageInitShape } from '@bufbuild/protobuf';
import type { FilterChainSchema } from '#gen/envoy/config/listener/v3/listener_components_pb.js';
import { TcpProxySchema } from '#gen/envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { anyHostname } from '#lib/hostname.ts';
import {
  connectionRoute,
  type Destination,
  type TcpAttachment,
  type TcpListener,
  type TcpRoute,
  type TlsListener,
} from '#model';
import { downstreamTls } from './downstream-tls.ts';
import { extension } from './extension.ts';
import { type ListenerPart, listenerPartOf } from './listener-facets/index.ts';
import { mutualChains } from './mutual-tls.ts';
import { clusterName, invalidClusterName, withoutDots } from './names.ts';
import { standInsOf } from './stand-ins.ts';

type ChainInit = Extract<MessageInitShape<typeof FilterChainSchema>, { readonly $typeName?: never }>;

/** TcpChain is the filter chain of a domain, and the route that it leads to. */
export interface TcpChain {
  readonly chain: ChainInit;
  readonly route?: TcpRoute;
}

/**
 * tcpChains are the filter chains of a listener that takes connections: one for each server name of its routes, and one for its
 * own hostname, which it thereby keeps from listeners with a wider one. `attached` are the routes of its port; `name` is that of
 * the port's listener.
 */
export function tcpChains(
  name: string,
  listener: TcpListener | TlsListener,
  attached: readonly TcpAttachment[],
): TcpChain[] {
  const own = attached.filter(a => a.listener === listener.name);
  const inForce = (domain: string) => connectionRoute(own.filter(a => a.domain === domain));
  const part = listenerPartOf(listener.facets);
  if (listener.kind === 'tcp') {
    const { chain, ...route } = tcpChain(name, part.chain, inForce(anyHostname), part);
    const { authorization, ...open } = listener.facets ?? {};
    const plain =
      authorization === undefined
        ? chain
        : tcpChain(name, part.chain, inForce(anyHostname), listenerPartOf(open)).chain;
    return mutualChains(name, chain, listener.mutualTls, plain).map(one => ({ chain: one, ...route }));
  }
  const domains = new Set([listener.hostname ?? anyHostname, ...own.map(a => a.domain).sort()]);
  return [...domains].map(domain => {
    const chainName = [name, listener.name, domain].join('/');
    const socket =
      listener.tls === undefined ? {} : { transportSocket: downstreamTls(listener.tls, [], part) };
    const match = { ...part.chain, filterChainMatch: serverNames(domain), ...socket };
    return tcpChain(chainName, match, inForce(domain), part);
  });
}

function serverNames(domain: string) {
  return domain === anyHostname ? { transportProtocol: 'tls' } : { serverNames: [domain] };
}

/** Without a route it has no filter, and Envoy closes connections. */
function tcpChain(
  name: string,
  match: Partial<ChainInit> = {},
  route: TcpRoute | undefined,
  { networkFilters = [], tcp }: ListenerPart,
): TcpChain {
  if (route === undefined) return { chain: { name, ...match } };
  const destinations = route.forwarding.destinations.filter(d => d.weight > 0);
  const proxy = extension('envoy.filters.network.tcp_proxy', TcpProxySchema, {
    statPrefix: withoutDots(name),
    clusterSpecifier: clusterSpecifier(destinations),
    ...attempts(destinations),
    ...(route.hashesAddress ? { hashPolicy: [byAddress] } : {}),
    ...tcp,
  });
  return { chain: { name, ...match, filters: [...networkFilters, proxy] } as ChainInit, route };
}

const byAddress = { policySpecifier: { case: 'sourceIp', value: {} } } as const;

/**
 * A backend that takes over gets a connection only once the one before it is known to be down, which takes some attempts, and a
 * moment until Envoy's threads have heard of it.
 */
function attempts(destinations: readonly Destination[]) {
  const standIns = standInsOf(destinations);
  if (standIns === 0) return {};
  return {
    maxConnectAttempts: 1 + standIns * attemptsEach,
    backoffOptions: { baseInterval: protobufDuration(25), maxInterval: protobufDuration(250) },
  };
}

const attemptsEach = 16;

function clusterSpecifier(destinations: readonly Destination[]) {
  const [only, ...others] = destinations;
  if (only !== undefined && others.length === 0) return { case: 'cluster', value: clusterOf(only) } as const;
  const clusters = destinations.map(d => ({ name: clusterOf(d), weight: d.weight }));
  return { case: 'weightedClusters', value: { clusters } } as const;
}

/** Connections that fall to an invalid reference go to a cluster that never exists, and are closed. */
function clusterOf(destination: Destination): string {
  return destination.kind === 'backend' ? clusterName(destination.use) : invalidClusterName;
}
