import { Cluster_DiscoveryType, Cluster_LbPolicy } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { protobufDuration } from '#lib/duration.ts';

/** originalDestination is a cluster of which each connection goes to the address that it was meant for. */
export function originalDestination(name: string) {
  return {
    name,
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.ORIGINAL_DST },
    lbPolicy: Cluster_LbPolicy.CLUSTER_PROVIDED,
    connectTimeout: protobufDuration(5_000),
  } as const;
}
