import {
  Cluster_DiscoveryType,
  Cluster_LbPolicy,
  ClusterSchema,
} from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { TrafficDirection } from '#gen/envoy/config/core/v3/base_pb.js';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { TcpProxySchema } from '#gen/envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy_pb.js';
import type { Collection, Graph } from '#graph';
import { protobufDuration } from '#lib/duration.ts';
import { sameXdsResource, type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import { type Capture, captureSetName, type IpFamilies, type Side, type Sidecar } from '#model';
import { socketAddress } from '../address.ts';
import { parseCidr } from '../cidr-range.ts';
import { encode } from '../encode.ts';
import { extension } from '../extension.ts';
import type { Member } from '../member.ts';
import { captureClusterName, captureListenerName } from '../names.ts';
import { calledFromTheProxy } from './called-from.ts';

type Direction = Side['direction'];
const directions = ['inbound', 'outbound'] as const;

/** capturesOf derives each way in which sidecars capture, by the name of the set that those share. */
export function capturesOf(graph: Graph, sidecars: Collection<Sidecar>): Collection<Capture> {
  return graph.derive<Sidecar, Capture>(
    'envoy/captures',
    sidecars,
    ({ capture }) => (capture === undefined ? [] : [[captureSetName(capture), capture]]),
    // What has the same name says the same.
    { equal: () => true },
  );
}

/** encodeCaptures derives the listeners to which captured traffic comes, once for all sidecars that capture alike. */
export function encodeCaptures(graph: Graph, captures: Collection<Capture>) {
  const options = { equal: sameXdsResource };
  return {
    listeners: graph.derive<Capture, XdsResource>(
      'envoy/capture-listeners',
      captures,
      capture => directions.map(direction => named(captureListener(capture, direction))),
      options,
    ),
    clusters: graph.derive<Capture, XdsResource>(
      'envoy/capture-clusters',
      captures,
      () => directions.map(direction => named(captureCluster(direction))),
      options,
    ),
  };
}

/** captureMembers are the members of the sets that sidecars share which capture alike. */
export function captureMembers(graph: Graph, captures: Collection<Capture>): Collection<Member> {
  return graph.derive<Capture, Member>('envoy/capture-members', captures, (capture, set) =>
    directions.flatMap(direction => [
      member(set, 'listener', captureListenerName(capture, direction)),
      member(set, 'cluster', captureClusterName(direction)),
    ]),
  );
}

function named(resource: XdsResource) {
  return [resource.name, resource] as const;
}

function member(set: string, type: Member['type'], name: string): readonly [string, Member] {
  return [[set, type, name].join('\n'), { set, type, name }];
}

/**
 * What comes to it was meant for another address, whose listener gets it. What no listener is there for goes on to where it was
 * meant, where that is allowed; virtual addresses lead nowhere, so what is sent to one that the sidecar does not reach is
 * refused.
 */
function captureListener(capture: Capture, direction: Direction): XdsResource {
  const name = captureListenerName(capture, direction);
  const cluster = captureClusterName(direction);
  const port = direction === 'inbound' ? capture.inboundPort : capture.outboundPort;
  const [address = '0.0.0.0', ...more] = anyAddress[capture.families];
  const onward = extension('envoy.filters.network.tcp_proxy', TcpProxySchema, {
    statPrefix: cluster,
    clusterSpecifier: { case: 'cluster', value: cluster },
  });
  const isOpen = direction === 'inbound' || capture.passesThrough;
  const refused = {
    name: 'refused',
    filterChainMatch: {
      prefixRanges: virtualRanges.map(range).filter(r => isOfFamilies(r, capture.families)),
    },
  };
  const bytes = encode(ListenerSchema, {
    name,
    address: socketAddress(address, port),
    additionalAddresses: more.map(a => ({ address: socketAddress(a, port) })),
    trafficDirection: direction === 'inbound' ? TrafficDirection.INBOUND : TrafficDirection.OUTBOUND,
    useOriginalDst: true,
    filterChains: direction === 'outbound' ? [refused] : [],
    defaultFilterChain: isOpen ? { name: 'onward', filters: [onward] } : { name: 'refused-too' },
  });
  return xdsResource({ type: 'listener', name, bytes, requires: isOpen ? [cluster] : [] });
}

const anyAddress = {
  ipv4: ['0.0.0.0'],
  ipv6: ['::'],
  dual: ['0.0.0.0', '::'],
} as const satisfies Record<IpFamilies, readonly string[]>;

/** Where addresses of services are given from: see `kuma.md`, "VIPs". */
const virtualRanges = ['240.0.0.0/4', 'fd00:fd00::/64'] as const;

function range(network: string) {
  const { addressPrefix, prefixLen } = parseCidr(network);
  return { addressPrefix, prefixLen };
}

function isOfFamilies({ addressPrefix }: { readonly addressPrefix: string }, families: IpFamilies): boolean {
  return families === 'dual' || (families === 'ipv6') === addressPrefix.includes(':');
}

/** Each connection goes to the address that it was meant for. */
function captureCluster(direction: Direction): XdsResource {
  const name = captureClusterName(direction);
  const bytes = encode(ClusterSchema, {
    name,
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.ORIGINAL_DST },
    lbPolicy: Cluster_LbPolicy.CLUSTER_PROVIDED,
    connectTimeout: protobufDuration(5_000),
    ...(direction === 'inbound' ? calledFromTheProxy : {}),
  });
  return xdsResource({ type: 'cluster', name, bytes });
}
