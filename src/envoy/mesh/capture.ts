import { ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { TrafficDirection } from '#gen/envoy/config/core/v3/base_pb.js';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import type { Collection, Graph, Index, Tracker } from '#graph';
import { protobufDuration } from '#lib/duration.ts';
import { keyOf, sameXdsResource, type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import {
  type Capture,
  captureSetName,
  type DirectEndpoint,
  directAccessName,
  type IpFamilies,
  type OnwardMatch,
  type Side,
  type Sidecar,
} from '#model';
import { socketAddress } from '../address.ts';
import { parseCidr } from '../cidr-range.ts';
import { clusterOfCache } from '../dynamic-forward-proxy.ts';
import { encode } from '../encode.ts';
import { type Member, member } from '../member.ts';
import { captureClusterName, captureListenerKey, captureListenerName, namedClusterName } from '../names.ts';
import { upstreamHttp } from '../upstream-http.ts';
import { calledFromTheProxy } from './called-from.ts';
import { type DirectChain, directChains, encodeDirectCluster, isOfFamilies } from './direct-access.ts';
import { onwardCache } from './onward-cache.ts';
import { onwardChains, toOriginal } from './onward-chains.ts';
import { onwardInspectors } from './onward-inspectors.ts';
import { originalDestination } from './original-destination.ts';

type Direction = Side['direction'];
const directions = ['inbound', 'outbound'] as const;

/**
 * capturesOf derives each way in which sidecars capture, by the name of the set that these sidecars share; `endpoints` are all
 * workloads that are called one by one.
 */
export function capturesOf(
  graph: Graph,
  sidecars: Collection<Sidecar>,
  endpoints: Collection<DirectEndpoint>,
): CaptureInputs {
  return {
    captures: graph.derive<Sidecar, Capture>(
      'envoy/captures',
      sidecars,
      ({ capture }) => (capture === undefined ? [] : [[captureSetName(capture), capture]]),
      // Captures of the same name are the same.
      { equal: () => true },
    ),
    called: {
      endpoints,
      byAccess: graph.index('envoy/direct-endpoints-by-access', endpoints, ({ access }) => [access]),
    },
  };
}

/** encodeCaptures derives the listeners to which captured traffic comes, once for all sidecars that capture alike. */
export function encodeCaptures(graph: Graph, { captures, called }: CaptureInputs) {
  const options = { equal: sameXdsResource };
  return {
    listeners: graph.derive<Capture, XdsResource>(
      'envoy/capture-listeners',
      captures,
      (capture, _key, track) => {
        const chains = chainsOf(capture, called, track);
        return directions.map(direction => named(captureListener(capture, direction, chains)));
      },
      options,
    ),
    clusters: graph.join<XdsResource>('envoy/all-capture-clusters', [
      graph.derive<Capture, XdsResource>(
        'envoy/capture-clusters',
        captures,
        capture =>
          [
            ...directions.map(captureCluster),
            ...(asksForNames(capture) ? [namedCluster(capture.families)] : []),
          ].map(named),
        options,
      ),
      graph.derive<DirectEndpoint, XdsResource>(
        'envoy/direct-clusters',
        called.endpoints,
        endpoint => [named(encodeDirectCluster(endpoint))],
        options,
      ),
    ]),
  };
}

/** CaptureInputs is how sidecars capture, and which workloads they call one by one. */
export interface CaptureInputs {
  readonly captures: Collection<Capture>;
  readonly called: DirectlyCalled;
}

/** DirectlyCalled is the workloads that are called one by one: all of them, and by the declaration that allows it. */
export interface DirectlyCalled {
  readonly endpoints: Collection<DirectEndpoint>;
  /** By `directAccessName`. */
  readonly byAccess: Index<DirectEndpoint>;
}

function chainsOf(
  { direct, families }: Capture,
  { byAccess }: DirectlyCalled,
  track: Tracker,
): readonly DirectChain[] {
  return direct === undefined
    ? []
    : directChains(track.fetchAll(byAccess, directAccessName(direct)), families);
}

/** captureMembers are the members of the sets that are shared by sidecars which capture alike. */
export function captureMembers(graph: Graph, { captures, called }: CaptureInputs): Collection<Member> {
  return graph.derive<Capture, Member>('envoy/capture-members', captures, (capture, set, track) => [
    ...directions.flatMap(direction => [
      member(
        set,
        'listener',
        captureListenerName(capture, direction),
        captureListenerKey(capture, direction),
      ),
      member(set, 'cluster', captureClusterName(direction)),
    ]),
    ...(asksForNames(capture) ? [member(set, 'cluster', namedClusterName(capture.families))] : []),
    ...clustersOf(chainsOf(capture, called, track)).map(cluster => member(set, 'cluster', cluster)),
  ]);
}

function named(resource: XdsResource) {
  return [keyOf(resource), resource] as const;
}

/**
 * Connections that come to this listener were meant for another address, whose listener gets them. Where there is no such
 * listener, they go on to where they were meant, if that is allowed; virtual addresses lead nowhere, so connections to one that
 * the sidecar does not reach are refused.
 */
function captureListener(
  capture: Capture,
  direction: Direction,
  direct: readonly DirectChain[],
): XdsResource {
  const name = captureListenerName(capture, direction);
  const port = direction === 'inbound' ? capture.inboundPort : capture.outboundPort;
  const [address = '0.0.0.0', ...more] = anyAddress[capture.families];
  const { requires, ...chains } = direction === 'inbound' ? open(direction) : outboundChains(capture, direct);
  const bytes = encode(ListenerSchema, {
    name,
    address: socketAddress(address, port),
    additionalAddresses: more.map(a => ({ address: socketAddress(a, port) })),
    trafficDirection: direction === 'inbound' ? TrafficDirection.INBOUND : TrafficDirection.OUTBOUND,
    useOriginalDst: true,
    ...chains,
  });
  return xdsResource({
    type: 'listener',
    name,
    key: captureListenerKey(capture, direction),
    bytes,
    requires,
  });
}

function open(direction: Direction) {
  const cluster = captureClusterName(direction);
  return { defaultFilterChain: { name: 'onward', filters: [toOriginal(cluster)] }, requires: [cluster] };
}

function outboundChains({ onward, families }: Capture, direct: readonly DirectChain[]) {
  const virtual = virtualRanges.filter(network => isOfFamilies(network, families));
  const needed = clustersOf(direct);
  if (onward.kind === 'matched')
    return {
      ...onwardInspectors(onward.matches),
      ...onwardChains(onward.matches, { families, refused: virtual, direct }),
      requires: [...onwardClusters(onward.matches, families), ...needed],
    };
  const filterChains = [
    ...refusing(virtual),
    // Envoy chooses by port first, and then only among the chains for that port.
    ...[...new Set(direct.map(({ port }) => port))].flatMap(port => refusing(virtual, port)),
    ...direct.map(({ name, network, port, cluster }) => ({
      name,
      filterChainMatch: { prefixRanges: [parseCidr(network)], destinationPort: port },
      filters: [toOriginal(cluster)],
    })),
  ];
  if (onward.kind === 'none')
    return { filterChains, defaultFilterChain: { name: 'refused-too' }, requires: needed };
  const { requires, ...rest } = open('outbound');
  return { filterChains, ...rest, requires: [...requires, ...needed] };
}

function refusing(networks: readonly string[], port?: number) {
  const name = ['refused', ...(port === undefined ? [] : [port])].join(' ');
  const at = port === undefined ? {} : { destinationPort: port };
  return [{ name, filterChainMatch: { prefixRanges: networks.map(parseCidr), ...at } }];
}

function clustersOf(direct: readonly DirectChain[]): readonly string[] {
  return [...new Set(direct.map(({ cluster }) => cluster))].sort();
}

function onwardClusters(matches: readonly OnwardMatch[], families: IpFamilies): readonly string[] {
  return [
    ...(matches.some(({ kind }) => kind === 'network') ? [captureClusterName('outbound')] : []),
    ...(matches.some(({ kind }) => kind === 'domain') ? [namedClusterName(families)] : []),
  ];
}

function asksForNames({ onward }: Capture): boolean {
  return onward.kind === 'matched' && onward.matches.some(({ kind }) => kind === 'domain');
}

const anyAddress = {
  ipv4: ['0.0.0.0'],
  ipv6: ['::'],
  dual: ['0.0.0.0', '::'],
} as const satisfies Record<IpFamilies, readonly string[]>;

/** The ranges from which services get virtual addresses: see `kuma.md`, "VIPs". */
const virtualRanges = ['240.0.0.0/4', 'fd00:fd00::/64'] as const;

function captureCluster(direction: Direction): XdsResource {
  const name = captureClusterName(direction);
  const bytes = encode(ClusterSchema, {
    ...originalDestination(name),
    ...(direction === 'inbound' ? calledFromTheProxy : {}),
  });
  return xdsResource({ type: 'cluster', name, bytes });
}

/** Each connection, and each request, goes to the host that was looked up for it. */
function namedCluster(families: IpFamilies): XdsResource {
  const name = namedClusterName(families);
  const bytes = encode(ClusterSchema, {
    name,
    ...clusterOfCache(onwardCache(families), true),
    connectTimeout: protobufDuration(5_000),
    ...upstreamHttp('http1', undefined, { followsClient: true }),
  });
  return xdsResource({ type: 'cluster', name, bytes });
}
