import type { MessageInitShape } from '@bufbuild/protobuf';
import type { LbEndpointSchema } from '#gen/envoy/config/endpoint/v3/endpoint_components_pb.js';
import { ClusterLoadAssignmentSchema } from '#gen/envoy/config/endpoint/v3/endpoint_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import { type Backend, type BackendUse, type Endpoint, speaksBoth, type Zones } from '#model';
import { socketAddress } from './address.ts';
import { encode } from './encode.ts';
import { localitiesOf, traitOf } from './localities.ts';
import { assignmentName, clusterKey, clusterName, olderName } from './names.ts';
import { olderEndpoint } from './older-endpoints.ts';
import { plainSocket } from './upstream-socket.ts';
import { useFacets } from './use-facets.ts';

type LbEndpointInit = MessageInitShape<typeof LbEndpointSchema>;

/**
 * loadAssignment is the endpoints of a backend: by priority, and in the order in which they were written; by zone as well where
 * zones are given. A weight of 1 is left unset. Endpoints that speak HTTP/1.1 beside others are reached through `older`, an
 * internal listener of Envoy's.
 */
export function loadAssignment(
  cluster: string,
  { endpoints, overprovisioning }: Pick<Backend, 'endpoints' | 'overprovisioning'>,
  zones?: Zones,
  older?: string,
): MessageInitShape<typeof ClusterLoadAssignmentSchema> {
  const encoded = (endpoint: Endpoint) =>
    endpoint.isOlder === true && older !== undefined ? olderEndpoint(endpoint, older) : lbEndpoint(endpoint);
  const factor = zones?.kind === 'near' ? zones.overprovisioning : overprovisioning;
  return {
    clusterName: cluster,
    endpoints: localitiesOf(endpoints, zones).map(({ at, priority, weight, endpoints: equals }) => ({
      ...(at === undefined ? {} : { locality: at }),
      lbEndpoints: equals.map(encoded),
      ...(weight === undefined ? {} : { loadBalancingWeight: weight }),
      ...(priority === undefined ? {} : { priority }),
    })),
    ...(factor === undefined ? {} : { policy: { overprovisioningFactor: factor } }),
  };
}

/** encodeEndpoints makes the ClusterLoadAssignment of a backend whose endpoints the control plane assigns. */
export function encodeEndpoints(backend: Backend): XdsResource {
  return assigned(assignmentName(backend), backend, useFacets(backend, {}).loadBalancing?.zones);
}

/**
 * encodeOwnEndpoints makes the ClusterLoadAssignment of a use that has zones of its own, speaks both versions of HTTP, or is of
 * some of the endpoints.
 */
export function encodeOwnEndpoints(backend: Backend, use: BackendUse, zones: Zones | undefined): XdsResource {
  const { subset } = use;
  const endpoints =
    subset === undefined ? backend.endpoints : backend.endpoints.filter(one => isAmong(one, subset));
  return assigned(
    clusterName(use),
    { ...backend, endpoints },
    zones,
    speaksBoth(use) ? olderName(use) : undefined,
    clusterKey(use),
  );
}

function isAmong({ traits = [] }: Endpoint, subset: NonNullable<BackendUse['subset']>): boolean {
  return Object.entries(subset).every(([trait, value]) => traitOf(traits, trait) === value);
}

function assigned(
  name: string,
  backend: Backend,
  zones: Zones | undefined,
  older?: string,
  key = name,
): XdsResource {
  const bytes = encode(ClusterLoadAssignmentSchema, loadAssignment(name, backend, zones, older));
  return xdsResource({ type: 'endpoints', name, key, bytes, origins: [backend.origin] });
}

/** Metadata by which an endpoint picks another transport socket than the cluster's: see `upstream-socket.ts`. */
const socketMatch = 'envoy.transport_socket_match';

function lbEndpoint(endpoint: Endpoint): LbEndpointInit {
  const hostname = endpoint.hostname ?? (endpoint.kind === 'fqdn' ? endpoint.name : undefined);
  return {
    hostIdentifier: {
      case: 'endpoint',
      value: { address: addressOf(endpoint), ...(hostname === undefined ? {} : { hostname }) },
    },
    ...socketOf(endpoint),
    ...(endpoint.weight === undefined ? {} : { loadBalancingWeight: endpoint.weight }),
  };
}

function socketOf({ isPlain, version }: Endpoint) {
  const match = isPlain === true ? plainSocket : version === undefined ? undefined : { version };
  return match === undefined ? {} : { metadata: { filterMetadata: { [socketMatch]: match } } };
}

function addressOf(endpoint: Endpoint) {
  switch (endpoint.kind) {
    case 'ip':
      return socketAddress(endpoint.address, endpoint.port);
    case 'fqdn':
      return socketAddress(endpoint.name, endpoint.port);
    case 'unix':
      return { address: { case: 'pipe', value: { path: endpoint.path } } } as const;
  }
}
