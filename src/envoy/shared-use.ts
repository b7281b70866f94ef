import { Cluster_DiscoveryType, ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import { type BackendUse, originsOf, type SharedUse, withMembers } from '#model';
import { encode } from './encode.ts';
import { internalListener } from './internal-listener.ts';
import { clusterName } from './names.ts';
import { forwardAction } from './route-action.ts';
import { upstreamHttp } from './upstream-http.ts';

// A filter names one cluster, and Envoy has no cluster that leads to others by weight (an aggregate cluster knows only which
// takes over from which). A route does. So such a cluster leads to an internal listener, and the route there to the clusters of
// the backends: each keeps its own way to find endpoints, its own TLS, health and fallback.

/** SharingUse is a use that stands for several. */
export type SharingUse = BackendUse & { readonly shared: SharedUse };

/** isSharing tells whether a use stands for several. */
export function isSharing(use: BackendUse): use is SharingUse {
  return use.shared !== undefined;
}

/** encodeSharing makes the cluster of a use that stands for several; it leads to the internal listener. */
export function encodeSharing(use: SharingUse): XdsResource {
  const name = clusterName(use);
  const value = { addressNameSpecifier: { case: 'serverListenerName', value: name } } as const;
  const address = { address: { case: 'envoyInternalAddress', value } } as const;
  const lbEndpoint = { hostIdentifier: { case: 'endpoint', value: { address } } } as const;
  const bytes = encode(ClusterSchema, {
    name,
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.STATIC },
    loadAssignment: { clusterName: name, endpoints: [{ lbEndpoints: [lbEndpoint] }] },
    circuitBreakers: unlimited,
    ...upstreamHttp('http2', undefined, {}),
  });
  return xdsResource({ type: 'cluster', name, bytes, origins: whoSays(use) });
}

/** encodeSharingListener makes the internal listener to which that cluster leads. */
export function encodeSharingListener(use: SharingUse): XdsResource {
  const name = clusterName(use);
  const { among } = use.shared;
  const destinations = among.map(share => ({ kind: 'backend', ...share }) as const);
  // The caller has a timeout of its own.
  const forward = { kind: 'forward', forwarding: { destinations, mirrors: [] }, timeout: 0 } as const;
  return internalListener(name, forwardAction(forward, anything), {
    behind: name,
    origins: whoSays(use),
    requires: [...new Set(among.flatMap(({ use }) => withMembers(use)).map(clusterName))].sort(),
  });
}

const anything = { path: { kind: 'prefix', value: '/' }, headers: [], queryParams: [] } as const;

/** Requests at once are limited by the clusters that share them. */
const most = 4_294_967_295;
const unlimited = {
  thresholds: [{ maxConnections: most, maxPendingRequests: most, maxRequests: most, maxRetries: most }],
};

function whoSays(use: SharingUse): string[] {
  return [...new Set([...originsOf({ ...use, policies: [use.shared.by, ...(use.policies ?? [])] })])];
}
