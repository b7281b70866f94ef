import type { MessageInitShape } from '@bufbuild/protobuf';
import type { FilterChainSchema } from '#gen/envoy/config/listener/v3/listener_components_pb.js';
import { TcpProxySchema } from '#gen/envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { bySeniority, canForward, type Destination, type TcpAttachment, type TcpRoute } from '#model';
import { extension } from './extension.ts';
import { clusterName, invalidClusterName } from './names.ts';
import { standInsOf } from './stand-ins.ts';

/** tcpRouteInForce is the route that a TCP listener's connections go to: the oldest, if it leads anywhere. */
export function tcpRouteInForce(attached: readonly TcpAttachment[]): TcpRoute | undefined {
  const [oldest] = attached.map(a => a.route).sort(bySeniority);
  return oldest !== undefined && canForward(oldest.forwarding) ? oldest : undefined;
}

/** tcpChain makes the filter chain of a TCP listener. Without a route it has no filter, and Envoy closes connections. */
export function tcpChain(
  name: string,
  route: TcpRoute | undefined,
): MessageInitShape<typeof FilterChainSchema> {
  if (route === undefined) return { name };
  const destinations = route.forwarding.destinations.filter(d => d.weight > 0);
  const proxy = extension('envoy.filters.network.tcp_proxy', TcpProxySchema, {
    statPrefix: name,
    clusterSpecifier: clusterSpecifier(destinations),
    ...attempts(destinations),
  });
  return { name, filters: [proxy] };
}

/**
 * Who takes over gets the connection only once the one before is known to be down, which takes some attempts, and a moment
 * until Envoy's threads have heard of it.
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
