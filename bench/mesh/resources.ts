import { create, toBinary } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { Cluster_DiscoveryType, ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ApiVersion, ConfigSourceSchema } from '#gen/envoy/config/core/v3/config_source_pb.js';
import { ClusterLoadAssignmentSchema } from '#gen/envoy/config/endpoint/v3/endpoint_pb.js';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { TcpProxySchema } from '#gen/envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';

/** MeshService is a service of the synthetic mesh. */
export interface MeshService {
  readonly mesh: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: string;
  /** IPs of its endpoints. */
  readonly endpoints: readonly string[];
}

const ads = create(ConfigSourceSchema, {
  resourceApiVersion: ApiVersion.V3,
  configSourceSpecifier: { case: 'ads', value: {} },
});
const connectTimeout = { seconds: 5n };

const socket = (address: string, portValue: number) =>
  ({
    address: {
      case: 'socketAddress',
      value: { address, portSpecifier: { case: 'portValue', value: portValue } },
    },
  }) as const;

export function meshCluster({ name }: MeshService): XdsResource {
  const cluster = create(ClusterSchema, {
    name,
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.EDS },
    edsClusterConfig: { edsConfig: ads },
    connectTimeout,
  });
  return xdsResource({ type: 'cluster', name, bytes: toBinary(ClusterSchema, cluster), assignment: name });
}

export function meshEndpoints({ name, endpoints }: MeshService): XdsResource {
  const lbEndpoints = endpoints.map(
    ip => ({ hostIdentifier: { case: 'endpoint', value: { address: socket(ip, 8080) } } }) as const,
  );
  const assignment = create(ClusterLoadAssignmentSchema, { clusterName: name, endpoints: [{ lbEndpoints }] });
  return xdsResource({ type: 'endpoints', name, bytes: toBinary(ClusterLoadAssignmentSchema, assignment) });
}

/** Connections to the service's virtual address go to its cluster. */
export function meshListener({ name, address }: MeshService): XdsResource {
  return encodeListener(`outbound:${name}`, address, 80, name);
}

/** What comes to a proxy goes to the application beside it: the one resource of its own. */
export function inboundListener(proxy: string): XdsResource {
  return encodeListener(`inbound:${proxy}`, '0.0.0.0', 15_006, undefined);
}

function encodeListener(
  name: string,
  address: string,
  port: number,
  cluster: string | undefined,
): XdsResource {
  const proxy = create(TcpProxySchema, {
    statPrefix: name,
    clusterSpecifier: { case: 'cluster', value: cluster ?? 'application' },
  });
  const filter = {
    name: 'envoy.filters.network.tcp_proxy',
    configType: { case: 'typedConfig', value: anyPack(TcpProxySchema, proxy) },
  } as const;
  const listener = create(ListenerSchema, {
    name,
    address: socket(address, port),
    filterChains: [{ filters: [filter] }],
  });
  return xdsResource({
    type: 'listener',
    name,
    bytes: toBinary(ListenerSchema, listener),
    requires: cluster === undefined ? [] : [cluster],
  });
}
