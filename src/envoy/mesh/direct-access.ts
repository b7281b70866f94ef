import { isIPv6 } from 'node:net';
import { ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { DirectEndpoint, IpFamilies } from '#model';
import { encode } from '../encode.ts';
import { directClusterName } from '../names.ts';
import { upstreamTls } from '../upstream-tls.ts';
import { originalDestination } from './original-destination.ts';

/** DirectChain is the filter chain for connections to one workload at its own address. */
export interface DirectChain {
  readonly name: string;
  readonly network: string;
  readonly port: number;
  readonly cluster: string;
}

/** directChains are the chains of endpoints, one for each address and port: of several endpoints there, the first. */
export function directChains(
  endpoints: readonly DirectEndpoint[],
  families: IpFamilies,
): readonly DirectChain[] {
  const chains = endpoints.filter(({ address }) => isOfFamilies(address, families)).map(chainOf);
  const sorted = [...chains].sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1));
  return sorted.filter(({ name }, i) => name !== sorted[i - 1]?.name);
}

function chainOf(endpoint: DirectEndpoint): DirectChain {
  const { port } = endpoint;
  // Brought into one spelling: Envoy refuses a listener with two chains for one address.
  const address = isIPv6(endpoint.address)
    ? new URL(`http://[${endpoint.address}]`).hostname.slice(1, -1)
    : endpoint.address;
  return {
    name: ['direct', address, port].join(' '),
    network: `${address}/${address.includes(':') ? 128 : 32}`,
    port,
    cluster: directClusterName(endpoint),
  };
}

/** isOfFamilies tells whether an address, or a network, is of the families that are captured. */
export function isOfFamilies(address: string, families: IpFamilies): boolean {
  return families === 'dual' || (families === 'ipv6') === address.includes(':');
}

/** encodeDirectCluster makes the cluster by which workloads of a service are called one by one, each at its own address. */
export function encodeDirectCluster(endpoint: DirectEndpoint): XdsResource {
  const name = directClusterName(endpoint);
  const { tls } = endpoint;
  const bytes = encode(ClusterSchema, {
    ...originalDestination(name),
    ...(tls === undefined ? {} : { transportSocket: upstreamTls('tcp', tls) }),
  });
  return xdsResource({ type: 'cluster', name, bytes });
}
