import type { Report } from '#model';
import type { ServiceImport } from '#resources';
import type { BackendKind, BackendState } from './backend-kind.ts';
import { refusedServiceAddress } from './refused-endpoints.ts';
import { indexSlices, portBackendKey, translateServicePort } from './service-port.ts';

/**
 * ServiceImport of KEP-1645: a Service that several clusters share. Each port is a backend; its endpoints are those of the
 * EndpointSlices that were imported for it or, without any, its clusterset IP.
 */
export const serviceImport: BackendKind = {
  group: 'multicluster.x-k8s.io',
  kind: 'ServiceImport',
  port: 'required',
  unreadableReason: () => 'InvalidBackendRef',
  translate({ graph, inputs, policy }) {
    const objects = inputs.of('kubernetes/ServiceImport');
    const label = 'multicluster.kubernetes.io/service-name';
    const slices = indexSlices(graph, inputs, 'translate/slices-by-service-import', label);
    const states = graph.derive<ServiceImport, BackendState>(
      'translate/service-imports',
      objects,
      ({ ref, spec }, _key, track) => {
        const service = { ref, addresses: spec.type === 'Headless' ? [] : spec.ips };
        return spec.ports.map(
          port =>
            [portBackendKey(ref, port), translateServicePort(service, port, slices, policy, track)] as const,
        );
      },
    );
    const reports = graph.map<ServiceImport, Report>('translate/refused-import-ips', objects, one =>
      refusedServiceAddress(one, 'spec.ips[0]', one.spec.ips, policy),
    );
    return { objects, states, reports };
  },
};
