import type { Index, Tracker } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import { backendKey, type Endpoint, type Report, type UpstreamProtocol } from '#model';
import type { EndpointSlice, Service } from '#resources';
import { type AddressPolicy, refusedAddress } from '../address-policy.ts';
import type { BackendKind, BackendState } from './backend-kind.ts';
import { refusedClusterIps, refusedEndpoints } from './refused-endpoints.ts';

type ServicePort = Service['spec']['ports'][number];

const serviceNameLabel = 'kubernetes.io/service-name';

/** Kubernetes' Service: each port is a backend. Its endpoints are those of its EndpointSlices, or its cluster IP. */
export const service: BackendKind = {
  group: '',
  kind: 'Service',
  port: 'required',
  unreadableReason: () => 'InvalidBackendRef',
  translate({ graph, inputs, policy }) {
    const objects = inputs.of('kubernetes/Service');
    const written = inputs.of('kubernetes/EndpointSlice');
    const slices: Index<EndpointSlice> = graph.index('translate/slices-by-service', written, slice => {
      const name = slice.metadata.labels[serviceNameLabel];
      return name === undefined ? [] : [`${slice.ref.namespace}/${name}`];
    });
    const states = graph.derive<Service, BackendState>('translate/services', objects, (object, _key, track) =>
      object.spec.ports.map(port => {
        const state = translatePort(object, port, slices, policy, track);
        return [state.kind === 'usable' ? state.backend.key : state.key, state] as const;
      }),
    );
    const reports = graph.join<Report>('translate/service-reports', [
      graph.map<Service, Report>('translate/refused-cluster-ips', objects, one =>
        refusedClusterIps(one, policy),
      ),
      graph.map<EndpointSlice, Report>('translate/refused-slices', written, one =>
        refusedEndpoints(one, policy),
      ),
    ]);
    return { objects, states, reports };
  },
};

function translatePort(
  object: Service,
  port: ServicePort,
  slices: Index<EndpointSlice>,
  policy: AddressPolicy,
  track: Tracker,
): BackendState {
  const key = backendKey(object.ref, port.port, port.protocol === 'UDP' ? 'udp' : 'tcp');
  if (object.spec.type === 'ExternalName') {
    return unusable(
      key,
      'UnsupportedValue',
      'type ExternalName is not followed; use a Backend with an fqdn endpoint',
    );
  }
  if (port.protocol === 'SCTP') {
    return unusable(
      key,
      'UnsupportedProtocol',
      `port ${port.port} is ${port.protocol}, which no kind of route carries`,
    );
  }
  const protocol = port.protocol === 'UDP' ? 'udp' : protocolOf(port.appProtocol);
  const isAllowed = (e: Endpoint) =>
    e.kind !== 'ip' || refusedAddress(e.address, e.port, policy) === undefined;
  const backend = {
    key,
    origin: resourceKey(object.ref),
    protocol: protocol ?? 'http1',
    discovery: 'assigned',
    endpoints: endpointsOf(object, port, slices, track).filter(isAllowed),
  } as const;
  const section = port.name === undefined ? {} : { section: port.name };
  const [serviceAddress] = clusterIpEndpoints(object, port).filter(isAllowed);
  return {
    kind: 'usable',
    backend: { ...backend, ...(serviceAddress === undefined ? {} : { serviceAddress }) },
    isProtocolOpen: protocol === undefined,
    ...section,
  };
}

function unusable(key: string, reason: string, message: string): BackendState {
  return { kind: 'unusable', key, problem: { reason, message } };
}

/** KEP-3726 names what a port's appProtocol may say; anything else says nothing. */
function protocolOf(appProtocol: string | undefined): UpstreamProtocol | undefined {
  switch (appProtocol) {
    case 'kubernetes.io/h2c':
    case 'grpc':
      return 'http2';
    case 'kubernetes.io/ws':
    case 'kubernetes.io/wss':
      return 'http1';
    default:
      return undefined;
  }
}

function endpointsOf(
  object: Service,
  port: ServicePort,
  slices: Index<EndpointSlice>,
  track: Tracker,
): Endpoint[] {
  const own = track.fetchAll(slices, `${object.ref.namespace}/${object.ref.name}`);
  if (own.length === 0) return clusterIpEndpoints(object, port);
  const endpoints = own.flatMap(slice => readyEndpoints(slice, port));
  // The same address may stand in two slices while one replaces the other.
  const unique = new Map(endpoints.map(e => [e.kind === 'ip' ? `${e.address}/${e.port}` : '', e]));
  return [...unique.values()];
}

/** Without EndpointSlices (a file beside no cluster) the virtual address is the endpoint. */
function clusterIpEndpoints({ spec }: Service, port: ServicePort): Endpoint[] {
  const addresses = spec.clusterIPs.filter(ip => ip !== 'None' && ip !== '').slice(0, 1);
  return addresses.map(address => ({ kind: 'ip', address, port: port.port }));
}

function readyEndpoints(slice: EndpointSlice, port: ServicePort): Endpoint[] {
  if (slice.spec.addressType === 'FQDN') return [];
  const target = slice.spec.ports.find(p => p.name === (port.name ?? ''))?.port;
  if (target === undefined) return [];
  return slice.spec.endpoints
    .filter(e => e.conditions.ready)
    .flatMap(e =>
      e.addresses.slice(0, 1).map(
        address =>
          ({
            kind: 'ip',
            address,
            port: target,
            ...(e.zone === undefined ? {} : { zone: e.zone }),
          }) as const,
      ),
    );
}
