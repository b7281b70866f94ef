import { type BackendEndpoint, endpointText } from '#resources';
import type { Target } from '../target.ts';
import { isTls, lostOf, metadataOf, protocolOf, written } from '../written-fields.ts';

const name = { group: 'gateway.envoyproxy.io', kind: 'Backend' } as const;

/** Envoy Gateway's Backend, in the form that its code reads. */
export const envoyGateway: Target = {
  name: 'envoy-gateway',
  own: [name],
  write: backend => {
    const { spec } = backend;
    if (spec.groups.length > 0) return 'it has no groups of backends that take over from each other';
    const service = spec.endpoints.find(({ kind }) => kind === 'srv');
    if (service !== undefined) return `it knows no SRV records (${endpointText(service)})`;
    if (new Set(spec.endpoints.map(({ kind }) => kind === 'fqdn')).size > 1)
      return 'it takes no names beside addresses and sockets in one Backend';
    const { subjectAltNames: _, allowRenegotiation: __, ...tls } = spec.tls ?? believesSystem;
    return {
      objects: [
        {
          apiVersion: 'gateway.envoyproxy.io/v1alpha1',
          kind: 'Backend',
          metadata: metadataOf(backend),
          spec: written({
            type: spec.type === 'DynamicResolver' ? spec.type : undefined,
            endpoints: spec.endpoints.map(endpointOf),
            appProtocols: appProtocols[protocolOf(spec) ?? ''],
            fallback: spec.fallback,
            tls: isTls(spec) ? written(tls) : undefined,
          }),
        },
      ],
      name: { ...name, name: backend.name },
      lost: lostOf(
        spec,
        ...(['weights', 'priorities', 'differing', 'dns', 'fallbackRef', 'overprovisioning'] as const),
        ...(['session', 'settings', 'sanNames'] as const),
      ),
    };
  },
};

const believesSystem = { wellKnownCACertificates: 'System', subjectAltNames: [], allowRenegotiation: false };

const appProtocols: Readonly<Record<string, readonly string[]>> = {
  h2c: ['gateway.envoyproxy.io/h2c'],
  grpc: ['gateway.envoyproxy.io/h2c'],
  ws: ['gateway.envoyproxy.io/ws'],
  wss: ['gateway.envoyproxy.io/wss'],
};

function endpointOf(endpoint: BackendEndpoint) {
  const { serverName: hostname, zone } = endpoint;
  switch (endpoint.kind) {
    case 'ip':
      return written({ ip: { address: endpoint.address, port: endpoint.port }, hostname, zone });
    case 'fqdn':
      return written({ fqdn: { hostname: endpoint.hostname, port: endpoint.port }, hostname, zone });
    case 'unix':
      return written({ unix: { path: endpoint.path }, hostname, zone });
    case 'srv':
      return {};
  }
}
