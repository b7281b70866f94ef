import type { MessageInitShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { Cluster_DiscoveryType, type ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { HttpProtocolOptionsSchema } from '#gen/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import { agentClusterName } from '#lib/agent-cluster.ts';
import { pipe } from './envoy-address.ts';

/**
 * agentCluster is the cluster by which an Envoy calls the process that started it, which listens at `path` (`agentSocket`).
 */
export function agentCluster(path: string): MessageInitShape<typeof ClusterSchema> {
  const options = create(HttpProtocolOptionsSchema, {
    upstreamProtocolOptions: {
      case: 'explicitHttpConfig',
      value: { protocolConfig: { case: 'http2ProtocolOptions', value: {} } },
    },
  });
  const hostIdentifier = { case: 'endpoint', value: { address: pipe(path) } } as const;
  return {
    name: agentClusterName,
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.STATIC },
    typedExtensionProtocolOptions: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': anyPack(HttpProtocolOptionsSchema, options),
    },
    loadAssignment: { clusterName: agentClusterName, endpoints: [{ lbEndpoints: [{ hostIdentifier }] }] },
  };
}
