import type { MessageInitShape } from '@bufbuild/protobuf';
import { Cluster_DnsLookupFamily, Cluster_LbPolicy } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ClusterConfigSchema } from '#gen/envoy/extensions/clusters/dynamic_forward_proxy/v3/cluster_pb.js';
import type { DnsCacheConfigSchema } from '#gen/envoy/extensions/common/dynamic_forward_proxy/v3/dns_cache_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { pack } from './encode.ts';

/** DnsCache is the settings of a cache of names that were looked up. */
export type DnsCache = MessageInitShape<typeof DnsCacheConfigSchema>;

/** dnsCache is the cache into which the filter puts what it looked up, for the cluster: both must configure it alike. */
export const dnsCache: DnsCache = {
  name: 'by-request',
  dnsLookupFamily: Cluster_DnsLookupFamily.V4_PREFERRED,
  dnsRefreshRate: protobufDuration(30_000),
};

/** dynamicCluster is a cluster whose endpoint is the host that a request names. */
export const dynamicCluster = clusterOfCache(dnsCache);

/** clusterOfCache is a cluster whose endpoints are what was put into a cache. `withoutTls`: the cluster speaks no TLS itself. */
export function clusterOfCache(cache: DnsCache, withoutTls = false) {
  return {
    lbPolicy: Cluster_LbPolicy.CLUSTER_PROVIDED,
    clusterDiscoveryType: {
      case: 'clusterType',
      value: {
        name: 'envoy.clusters.dynamic_forward_proxy',
        typedConfig: pack(ClusterConfigSchema, {
          ...(withoutTls ? { allowInsecureClusterOptions: true } : {}),
          clusterImplementationSpecifier: { case: 'dnsCacheConfig', value: cache },
        }),
      },
    },
  } as const;
}
