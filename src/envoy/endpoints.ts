import type { MessageInitShape } from '@bufbuild/protobuf';
import type { LbEndpointSchema } from '#gen/envoy/config/endpoint/v3/endpoint_components_pb.js';
import { ClusterLoadAssignmentSchema } from '#gen/envoy/config/endpoint/v3/endpoint_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { Backend, Endpoint } from '#model';
import { socketAddress } from './address.ts';
import { encode } from './encode.ts';
import { assignmentName } from './names.ts';
import { plainSocket } from './upstream-socket.ts';

type LbEndpointInit = MessageInitShape<typeof LbEndpointSchema>;

/** loadAssignment is the endpoints of a backend, in the order in which they were written. A weight of 1 is left unset. */
export function loadAssignment(
  cluster: string,
  endpoints: readonly Endpoint[],
): MessageInitShape<typeof ClusterLoadAssignmentSchema> {
  return {
    clusterName: cluster,
    endpoints: endpoints.length === 0 ? [] : [{ lbEndpoints: endpoints.map(lbEndpoint) }],
  };
}

/** encodeEndpoints makes the ClusterLoadAssignment of a backend whose endpoints the control plane assigns. */
export function encodeEndpoints(backend: Backend): XdsResource {
  const name = assignmentName(backend);
  const bytes = encode(ClusterLoadAssignmentSchema, loadAssignment(name, backend.endpoints));
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
    ...(endpoint.isPlain === true ? { metadata: { filterMetadata: { [socketMatch]: plainSocket } } } : {}),
    ...(endpoint.weight === undefined ? {} : { loadBalancingWeight: endpoint.weight }),
  };
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
