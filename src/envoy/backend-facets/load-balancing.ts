import { Cluster_LbPolicy } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { Algorithm } from '#model';
import type { BackendFacet, ClusterPart } from './backend-facet.ts';

/** loadBalancing is how the endpoint of a request is chosen. */
export const loadBalancing: BackendFacet<'loadBalancing'> = {
  facet: 'loadBalancing',
  encode: ({ algorithm = { kind: 'least-request' }, slowStart }) => ({
    cluster: chosen(
      algorithm,
      slowStart === undefined ? {} : { slowStartConfig: { slowStartWindow: protobufDuration(slowStart) } },
    ),
  }),
};

function chosen(
  algorithm: Algorithm,
  slow: { readonly slowStartConfig?: { readonly slowStartWindow: ReturnType<typeof protobufDuration> } },
): NonNullable<ClusterPart['cluster']> {
  switch (algorithm.kind) {
    case 'least-request':
      return {
        lbPolicy: Cluster_LbPolicy.LEAST_REQUEST,
        ...(slow.slowStartConfig === undefined
          ? {}
          : { lbConfig: { case: 'leastRequestLbConfig', value: slow } }),
      };
    case 'round-robin':
      return {
        lbPolicy: Cluster_LbPolicy.ROUND_ROBIN,
        ...(slow.slowStartConfig === undefined
          ? {}
          : { lbConfig: { case: 'roundRobinLbConfig', value: slow } }),
      };
    case 'random':
      return { lbPolicy: Cluster_LbPolicy.RANDOM };
    case 'consistent-hash':
      return {
        lbPolicy: Cluster_LbPolicy.MAGLEV,
        ...(algorithm.tableSize === undefined
          ? {}
          : { lbConfig: { case: 'maglevLbConfig', value: { tableSize: BigInt(algorithm.tableSize) } } }),
      };
  }
}
