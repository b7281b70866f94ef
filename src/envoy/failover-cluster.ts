import { Cluster_LbPolicy, ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ClusterConfigSchema } from '#gen/envoy/extensions/clusters/aggregate/v3/cluster_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import {
  type BackendFacets,
  type BackendShape,
  type BackendUse,
  membersOf,
  mergeFacets,
  originsOf,
} from '#model';
import { clusterPartOf } from './backend-facets/index.ts';
import { encode, pack } from './encode.ts';
import { clusterName } from './names.ts';
import { upstreamHttp } from './upstream-http.ts';

/**
 * encodeFailover makes the aggregate cluster of several that take over from each other, in the order in which it names them.
 * Each keeps its own cluster, with its own way to find endpoints, its own TLS and protocol; `shapes` are those of the members.
 */
export function encodeFailover(
  use: BackendUse,
  shapes: readonly BackendShape[],
  facets: BackendFacets,
): XdsResource {
  const name = clusterName(use);
  const { circuitBreaker = {} } = mergeFacets(shapes[0]?.facets ?? {}, facets);
  const { cluster } = clusterPartOf({ circuitBreaker }, { isHttp2: use.protocol === 'http2' });
  // Envoy asks this cluster, not the member that it comes to, whether the name to ask for over TLS is the request's.
  const byHost = shapes.find(({ tls }) => tls?.serverName.kind === 'host');
  const members = { clusters: membersOf(use).map(clusterName) };
  const bytes = encode(ClusterSchema, {
    name,
    lbPolicy: Cluster_LbPolicy.CLUSTER_PROVIDED,
    clusterDiscoveryType: {
      case: 'clusterType',
      value: {
        name: 'envoy.clusters.aggregate',
        typedConfig: pack(ClusterConfigSchema, members),
      },
    },
    ...cluster,
    ...(byHost === undefined ? {} : upstreamHttp(byHost.protocol, byHost.tls, {})),
  });
  const origins = [...new Set([...shapes.map(s => s.origin), ...originsOf(use)])];
  return xdsResource({ type: 'cluster', name, bytes, origins });
}

/**
 * watching lets Envoy notice that an endpoint is down where nobody wrote a health check: three failed connections in a row, or
 * five answers of 502, 503 or 504, eject it for half a minute; all endpoints of a backend may be out at once.
 */
export const watching = {
  outlierDetection: {
    splitExternalLocalOriginErrors: true,
    consecutiveLocalOriginFailure: 3,
    consecutiveGatewayFailure: 5,
    enforcingConsecutiveGatewayFailure: 100,
    enforcingConsecutive5xx: 0,
    enforcingSuccessRate: 0,
    enforcingLocalOriginSuccessRate: 0,
    interval: protobufDuration(3_000),
    baseEjectionTime: protobufDuration(30_000),
    maxEjectionPercent: 100,
  },
};
