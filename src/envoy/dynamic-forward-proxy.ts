import type { MessageInitShape } from '@bufbuild/protobuf';
import { Cluster_DnsLookupFamily, Cluster_LbPolicy } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ClusterConfigSchema } from '#gen/envoy/extensions/clusters/dynamic_forward_proxy/v3/cluster_pb.js';
import type { DnsCacheConfigSchema } from '#gen/envoy/extensions/common/dynamic_forward_proxy/v3/dns_cache_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { pack } from './encode.ts';

/** DnsCache is where names are kept that were looked up. */
export type DnsCache = MessageInitShape<typeof DnsCacheConfigSchema>;

/** dnsCache is where the filter puts what it looked up and the cluster finds it: both must say the same of it. */
export const dnsCache: DnsCache = {
  name: 'by-request',
  dnsLookupFamily: Cluster_DnsLookupFamily.V4_PREFERRED,
  dnsRefreshRate: protobufDuration(30_000),
};

/** dynamicCluster is a cluster whose endpoint is the host that a request names. */
export const dynamicCluster = clusterOfCache(dnsCache);

/** clusterOfCache is one whose endpoints are what was put into a cache. `withoutTls`: nobody is spoken to in TLS of its own. */
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
