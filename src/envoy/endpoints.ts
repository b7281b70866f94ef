import type { MessageInitShape } from '@bufbuild/protobuf';
import type { LbEndpointSchema } from '#gen/envoy/config/endpoint/v3/endpoint_components_pb.js';
import { ClusterLoadAssignmentSchema } from '#gen/envoy/config/endpoint/v3/endpoint_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { Backend, BackendUse, Endpoint, Zones } from '#model';
import { socketAddress } from './address.ts';
import { encode } from './encode.ts';
import { assignmentName, clusterName } from './names.ts';
import { plainSocket } from './upstream-socket.ts';

type LbEndpointInit = MessageInitShape<typeof LbEndpointSchema>;

/**
 * loadAssignment is the endpoints of a backend: by priority, and in the order in which they were written; apart by zone where
 * something is said of zones. A weight of 1 is left unset.
 */
export function loadAssignment(
  cluster: string,
  { endpoints, overprovisioning }: Pick<Backend, 'endpoints' | 'overprovisioning'>,
  zones?: Zones,
): MessageInitShape<typeof ClusterLoadAssignmentSchema> {
  const priorities = [...new Set(endpoints.map(priorityOf))].sort((a, b) => a - b);
  const localities = priorities.flatMap(priority => {
    const equals = endpoints.filter(e => priorityOf(e) === priority);
    const apart = zones === undefined ? [{ lbEndpoints: equals.map(lbEndpoint) }] : byZone(equals, zones);
    return priority === 0 ? apart : apart.map(locality => ({ ...locality, priority }));
  });
  return {
    clusterName: cluster,
    endpoints: localities,
    ...(overprovisioning === undefined ? {} : { policy: { overprovisioningFactor: overprovisioning } }),
  };
}

function priorityOf({ priority = 0 }: Endpoint): number {
  return priority;
}

/** Zones in the order of their names: who stands in none is in one without a name. A weight of 0 gets nothing. */
function byZone(endpoints: readonly Endpoint[], zones: Zones) {
  const names = [...new Set(endpoints.map(({ zone = '' }) => zone))].sort();
  return names.flatMap(name => {
    const weight =
      zones.kind === 'weighted' ? (zones.weights.find(w => w.zone === name)?.weight ?? 1) : undefined;
    if (weight === 0) return [];
    return [
      {
        locality: { zone: name },
        lbEndpoints: endpoints.filter(({ zone = '' }) => zone === name).map(lbEndpoint),
        ...(weight === undefined ? {} : { loadBalancingWeight: weight }),
      },
    ];
  });
}

/** encodeEndpoints makes the ClusterLoadAssignment of a backend whose endpoints the control plane assigns. */
export function encodeEndpoints(backend: Backend): XdsResource {
  return assigned(assignmentName(backend), backend, backend.facets?.loadBalancing?.zones);
}

/** encodeZonedEndpoints makes the one of a use that looks at zones in a way of its own. */
export function encodeZonedEndpoints(backend: Backend, use: BackendUse, zones: Zones): XdsResource {
  return assigned(clusterName(use), backend, zones);
}

function assigned(name: string, backend: Backend, zones: Zones | undefined): XdsResource {
  const bytes = encode(ClusterLoadAssignmentSchema, loadAssignment(name, backend, zones));
  return xdsResource({ type: 'endpoints', name, bytes, origins: [backend.origin] });
}

/** What picks another socket than that of the cluster: see `upstream-socket.ts`. */
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
