import { isIPv4 } from 'node:net';
import { endpointText } from '#resources';
import { backendTlsPolicy } from '../backend-tls-policy.ts';
import type { Target, WrittenObject } from '../target.ts';
import { isNewer, isTls, lostOf, metadataOf, protocolOf, written } from '../written-fields.ts';

/** The Gateway API and Kubernetes: a Service with EndpointSlices for its addresses, and a BackendTLSPolicy for TLS. */
export const gatewayApi: Target = {
  name: 'gateway-api',
  own: [{ group: '', kind: 'Service' }],
  isTcp: true,
  hasRoutes: true,
  write: backend => {
    const { spec, name, of } = backend;
    if (spec.type === 'DynamicResolver') return 'it has nothing that goes where each request says';
    if (spec.groups.length > 0) return 'it has no backends that take over from each other';
    const other = spec.endpoints.find(({ kind }) => kind !== 'ip');
    if (other !== undefined) return `endpoints of a Service are addresses, not ${endpointText(other)}`;
    const addresses = spec.endpoints.flatMap(endpoint => (endpoint.kind === 'ip' ? [endpoint] : []));
    const [first] = addresses;
    if (first === undefined) return 'it has no endpoints';
    const appProtocol = isNewer(spec)
      ? 'kubernetes.io/h2c'
      : /^wss?$/.test(protocolOf(spec) ?? '')
        ? `kubernetes.io/${protocolOf(spec)}`
        : undefined;
    const port = first.port;
    const metadata = metadataOf(backend);
    const named = { group: '', kind: 'Service', name, port };
    const policy = backendTlsPolicy(backend, named);
    const slices = [...new Set(addresses.map(sliceOf))].map(slice =>
      addresses.filter(one => sliceOf(one) === slice),
    );
    return {
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata,
          spec: { ports: [written({ name: 'backend', port, appProtocol })] },
        },
        ...slices.map((endpoints, i): WrittenObject => {
          const [{ address, port } = first] = endpoints;
          return {
            apiVersion: 'discovery.k8s.io/v1',
            kind: 'EndpointSlice',
            metadata: {
              ...metadata,
              name: `${name}-${i + 1}`,
              labels: { 'kubernetes.io/service-name': name },
            },
            addressType: isIPv4(address) ? 'IPv4' : 'IPv6',
            ports: [{ name: 'backend', port }],
            endpoints: endpoints.map(({ address, zone }) => written({ addresses: [address], zone })),
          };
        }),
        ...(policy === undefined ? [] : [policy]),
      ],
      name: named,
      lost: [
        ...lostOf(
          spec,
          'weights',
          'priorities',
          'serverNames',
          'differing',
          'dns',
          'fallback',
          'fallbackRef',
        ),
        ...lostOf(spec, 'overprovisioning', 'session', 'settings'),
        ...(isTls(spec) && policy === undefined
          ? [`how TLS is spoken (write a BackendTLSPolicy about Service ${of.namespace}/${name})`]
          : []),
      ],
    };
  },
};

interface Address {
  readonly address: string;
  readonly port: number;
}

/** An EndpointSlice has addresses of one family, and one port for all of them. */
function sliceOf({ address, port }: Address): string {
  return `${isIPv4(address) ? 4 : 6} ${port}`;
}
