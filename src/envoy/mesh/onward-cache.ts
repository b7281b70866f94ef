import { Cluster_DnsLookupFamily } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import type { IpFamilies } from '#model';
import { type DnsCache, dnsCache } from '../dynamic-forward-proxy.ts';

/** onwardCache is the cache of names that captured traffic asks for, in the address families in which it is captured. */
export function onwardCache(families: IpFamilies): DnsCache {
  return { ...dnsCache, name: ['onward', families].join(':'), dnsLookupFamily: lookedUp[families] };
}

const lookedUp = {
  ipv4: Cluster_DnsLookupFamily.V4_ONLY,
  ipv6: Cluster_DnsLookupFamily.V6_ONLY,
  dual: Cluster_DnsLookupFamily.V4_PREFERRED,
} as const satisfies Record<IpFamilies, Cluster_DnsLookupFamily>;
