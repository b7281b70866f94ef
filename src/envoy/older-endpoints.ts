import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  Cluster_DiscoveryType,
  Cluster_LbPolicy,
  ClusterSchema,
} from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import type { LbEndpointSchema } from '#gen/envoy/config/endpoint/v3/endpoint_components_pb.js';
import { InternalUpstreamTransportSchema } from '#gen/envoy/extensions/transport_sockets/internal_upstream/v3/internal_upstream_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { hostAndPort } from '#lib/ip-address.ts';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import { type Backend, type BackendFacets, type BackendUse, type Endpoint, originsOf } from '#model';
import { circuitBreakersByDefault, clusterPartOf } from './backend-facets/index.ts';
import { encode } from './encode.ts';
import { extension } from './extension.ts';
import { internalListener } from './internal-listener.ts';
import { clusterName, olderName } from './names.ts';
import { upstreamHttp } from './upstream-http.ts';
import { plain, upstreamSocket } from './upstream-socket.ts';
import { useFacets } from './use-facets.ts';

// In plain text a cluster speaks one version of HTTP: Envoy chooses by ALPN alone. So endpoints of HTTP/1.1 beside others of
// HTTP/2 are endpoints of the same cluster, with its weights, balancing and passive health, but are reached through an internal
// listener of Envoy's: it takes HTTP/2, and speaks HTTP/1.1 to the address that comes along with the connection.

/** Where Envoy's filter looks for the address; only metadata that is named here comes along into an internal listener. */
const destination = 'envoy.filters.listener.original_dst';

const connectTimeoutByDefault = protobufDuration(10_000);
const bufferLimit = 32_768;

/** Metadata of such an endpoint, by which its transport socket is picked. */
const older = { older: true };

/**
 * olderEndpoint is an endpoint behind an internal listener. It has no health checks of its own, as only requests come to such
 * listeners: it is ejected for a while where they fail.
 */
export function olderEndpoint(
  endpoint: Endpoint,
  listener: string,
): MessageInitShape<typeof LbEndpointSchema> {
  if (endpoint.kind !== 'ip') throw new Error('only an address can be spoken to in HTTP/1.1 beside HTTP/2');
  const local = hostAndPort(endpoint.address, endpoint.port);
  const addressNameSpecifier = { case: 'serverListenerName', value: listener } as const;
  const value = { addressNameSpecifier, endpointId: local };
  return {
    hostIdentifier: {
      case: 'endpoint',
      value: {
        address: { address: { case: 'envoyInternalAddress', value } },
        healthCheckConfig: { disableActiveHealthCheck: true },
        ...(endpoint.hostname === undefined ? {} : { hostname: endpoint.hostname }),
      },
    },
    metadata: { filterMetadata: { 'envoy.transport_socket_match': older, [destination]: { local } } },
    ...(endpoint.weight === undefined ? {} : { loadBalancingWeight: endpoint.weight }),
  };
}

/** olderSocket is the transport socket of those endpoints, which takes their address along. */
export const olderSocket = {
  name: 'older',
  match: older,
  transportSocket: extension('envoy.transport_sockets.internal_upstream', InternalUpstreamTransportSchema, {
    passthroughMetadata: [{ kind: { kind: { case: 'host', value: {} } }, name: destination }],
    transportSocket: plain,
  }),
} as const;

/** encodeOlderListener makes the internal listener by which a use reaches those endpoints. */
export function encodeOlderListener(use: BackendUse, origins: readonly string[]): XdsResource {
  const name = olderName(use);
  const route = { clusterSpecifier: { case: 'cluster', value: name }, timeout: {} } as const;
  return internalListener(
    name,
    { case: 'route', value: route },
    {
      behind: clusterName(use),
      takesAddress: true,
      origins,
      requires: [name],
    },
  );
}

/** encodeOlderCluster makes the cluster behind it, which connects to the address that comes along, as the use's policies say. */
export function encodeOlderCluster(backend: Backend, use: BackendUse, facets: BackendFacets): XdsResource {
  const name = olderName(use);
  const part = clusterPartOf(useFacets(backend, facets), { isHttp2: false });
  const { connectTimeout, circuitBreakers, upstreamConnectionOptions } = part.cluster ?? {};
  const bytes = encode(ClusterSchema, {
    name,
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.ORIGINAL_DST },
    lbPolicy: Cluster_LbPolicy.CLUSTER_PROVIDED,
    connectTimeout: connectTimeout ?? connectTimeoutByDefault,
    perConnectionBufferLimitBytes: bufferLimit,
    circuitBreakers: circuitBreakers ?? circuitBreakersByDefault,
    ...(upstreamConnectionOptions === undefined ? {} : { upstreamConnectionOptions }),
    ...upstreamHttp('http1', undefined, { ...part, followsClient: false }),
    ...upstreamSocket('http1', {}, part.proxyProtocol),
  });
  return xdsResource({ type: 'cluster', name, bytes, origins: [backend.origin, ...originsOf(use)] });
}
