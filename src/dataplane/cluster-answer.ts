import { fromJsonString } from '@bufbuild/protobuf';
import { ClustersSchema, type HostStatus } from '#gen/envoy/admin/v3/clusters_pb.js';
import type { Address } from '#gen/envoy/config/core/v3/address_pb.js';
import { HealthStatus } from '#gen/envoy/config/core/v3/health_check_pb.js';
import { hostAndPort } from '#lib/ip-address.ts';
import { askAdmin } from './admin-client.ts';

/** EndpointAnswer is how an Envoy sees one address of a cluster. */
export interface EndpointAnswer {
  /** `10.0.0.1:80`, `[::1]:80` or a socket's path. */
  readonly address: string;
  /** The name that it was looked up for, or goes by. */
  readonly name?: string;
  readonly state: 'healthy' | 'pending' | 'unhealthy' | 'ejected';
  readonly why?: string;
}

/** ClusterAnswer is what an Envoy knows of one cluster; `endpoints` is undefined where it has no such cluster. */
export interface ClusterAnswer {
  readonly cluster: string;
  readonly endpoints: readonly EndpointAnswer[] | undefined;
}

/** Bytes: a hundred clusters of 256 endpoints each, with the statistics that Envoy adds. */
const longest = 64 << 20;
const patience = 5_000;

/** askClusters asks for some clusters by their names; rejects where Envoy does not answer. */
export async function askClusters(
  adminSocket: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly ClusterAnswer[]> {
  const filter = `^(?:${names.map(name => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})$`;
  const path = `/clusters?format=json&filter=${encodeURIComponent(filter)}`;
  const { body } = await askAdmin(adminSocket, 'GET', path, signal, { longest, patience });
  const { clusterStatuses } = fromJsonString(ClustersSchema, body, { ignoreUnknownFields: true });
  const found = new Map(clusterStatuses.map(({ name, hostStatuses }) => [name, hostStatuses]));
  return names.map(cluster => ({ cluster, endpoints: found.get(cluster)?.flatMap(endpointOf) }));
}

function endpointOf(host: HostStatus): EndpointAnswer[] {
  const address = addressText(host.address);
  if (address === undefined) return [];
  return [{ address, ...(host.hostname === '' ? {} : { name: host.hostname }), ...stateOf(host) }];
}

function stateOf({ healthStatus: health }: HostStatus): Pick<EndpointAnswer, 'state' | 'why'> {
  if (health?.pendingActiveHc === true) return { state: 'pending' };
  if (health?.failedActiveHealthCheck === true)
    return { state: 'unhealthy', ...(health.activeHcTimeout ? { why: 'it does not answer in time' } : {}) };
  if (health?.failedOutlierCheck === true) return { state: 'ejected' };
  if (health?.edsHealthStatus === HealthStatus.UNHEALTHY) return { state: 'unhealthy' };
  return { state: 'healthy' };
}

function addressText(address: Address | undefined): string | undefined {
  const at = address?.address;
  switch (at?.case) {
    case 'socketAddress': {
      const { address, portSpecifier } = at.value;
      return portSpecifier.case === 'portValue' ? hostAndPort(address, portSpecifier.value) : undefined;
    }
    case 'pipe':
      return at.value.path;
    // An endpoint behind a listener inside Envoy is known by its own address there.
    case 'envoyInternalAddress':
      return at.value.endpointId;
    default:
      return undefined;
  }
}
