import type { Tracker } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Report } from '#model';
import type { EndpointSlice, Service } from '#resources';
import type { BackendKind, BackendState } from './backend-kind.ts';
import { preferredZones } from './preferred-zones.ts';
import { refusedEndpoints, refusedServiceAddress } from './refused-endpoints.ts';
import { followsNoName, portBackendKey, translateServicePort } from './service-port.ts';

/** Kubernetes' Service: each port is a backend. Its endpoints are those of its EndpointSlices, or its cluster IP. */
export const service: BackendKind = {
  group: '',
  kind: 'Service',
  port: 'required',
  unreadableReason: () => 'InvalidBackendRef',
  translate({ graph, inputs, policy, slices }) {
    const objects = inputs.of('kubernetes/Service');
    const states = graph.derive<Service, BackendState>('translate/services', objects, (object, _key, track) =>
      object.spec.ports.map(port => {
        const key = portBackendKey(object.ref, port);
        const { ref, spec } = object;
        if (spec.type === 'ExternalName') return [key, followsNoName(ref, port)] as const;
        const service = { ref, addresses: spec.clusterIPs, zones: preferredZones(object) };
        return [key, translateServicePort(service, port, slices, policy, track)] as const;
      }),
    );
    const reports = graph.join<Report>('translate/service-reports', [
      graph.map<Service, Report>('translate/refused-cluster-ips', objects, one =>
        refusedServiceAddress(one, 'spec.clusterIP', one.spec.clusterIPs, policy),
      ),
      graph.map<EndpointSlice, Report>(
        'translate/refused-slices',
        inputs.of('kubernetes/EndpointSlice'),
        one => refusedEndpoints(one, policy),
      ),
    ]);
    // A route that names a port by its name reads nothing else of the Service.
    const ports = graph.map<Service, readonly (readonly [string, number])[]>(
      'translate/named-ports',
      objects,
      ({ spec }) => {
        const named = spec.ports.flatMap(({ name, port, protocol }) =>
          name === undefined || protocol === 'UDP' ? [] : [[name, port] as const],
        );
        return named.length === 0 ? undefined : named;
      },
    );
    const portNamed = (object: ResourceKey, name: string, track: Tracker) =>
      track.fetch(ports, object)?.find(([one]) => one === name)?.[1];
    return { objects, states, reports, portNamed };
  },
};
