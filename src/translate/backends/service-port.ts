import type { Graph, Index, Tracker } from '#graph';
import { type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, backendKey, type Endpoint, type UpstreamProtocol, type Zones } from '#model';
import type { EndpointSlice, Service } from '#resources';
import { type AddressPolicy, refusedAddress } from '../address-policy.ts';
import type { Inputs } from '../inputs.ts';
import type { BackendState } from './backend-kind.ts';

/** ServicePort is a port of a Service, of one cluster or imported from several. */
export type ServicePort = Omit<Service['spec']['ports'][number], 'targetPort'>;

/** PortedService is the Service that a port belongs to. */
export interface PortedService {
  readonly ref: ResourceRef;
  /** The virtual addresses of the whole Service, if it has any; the first counts. */
  readonly addresses: readonly string[];
  /** How it asks for zones to be treated. */
  readonly zones?: Zones | undefined;
}

/** SlicesByService are EndpointSlices by `NAMESPACE/NAME` of the Service that they belong to. */
export type SlicesByService = Index<EndpointSlice>;

/** indexSlices finds slices by the Service that a label of theirs names. */
export function indexSlices(graph: Graph, inputs: Inputs, name: string, label: string): SlicesByService {
  return graph.index(name, inputs.of('kubernetes/EndpointSlice'), slice => {
    const service = slice.metadata.labels[label];
    return service === undefined ? [] : [`${slice.ref.namespace}/${service}`];
  });
}

/** translateServicePort makes a port a backend: its endpoints are those of the EndpointSlices, or the address of the Service. */
export function translateServicePort(
  service: PortedService,
  port: ServicePort,
  slices: SlicesByService,
  policy: AddressPolicy,
  track: Tracker,
): BackendState {
  const key = portBackendKey(service.ref, port);
  if (port.protocol === 'SCTP') {
    const message = `port ${port.port} is ${port.protocol}, which no kind of route carries`;
    return { kind: 'unusable', key, problem: { reason: 'UnsupportedProtocol', message } };
  }
  const protocol = port.protocol === 'UDP' ? 'udp' : protocolOf(port.appProtocol);
  const isAllowed = (e: Endpoint) =>
    e.kind !== 'ip' || refusedAddress(e.address, e.port, policy) === undefined;
  const backend = {
    key,
    origin: resourceKey(service.ref),
    protocol: protocol ?? 'http1',
    discovery: 'assigned',
    endpoints: endpointsOf(service, port, slices, track).filter(isAllowed),
    ...(service.zones === undefined ? {} : { zones: service.zones }),
  } as const;
  const sections = [...(port.name === undefined ? [] : [port.name]), String(port.port)];
  const [serviceAddress] = atItsAddress(service, port).filter(isAllowed);
  return {
    kind: 'usable',
    backend: { ...backend, ...(serviceAddress === undefined ? {} : { serviceAddress }) },
    isProtocolOpen: protocol === undefined,
    sections,
  };
}

/** portBackendKey is the key of the backend that a port is. */
export function portBackendKey(ref: ResourceRef, { port, protocol }: ServicePort): BackendKey {
  return backendKey(ref, port, protocol === 'UDP' ? 'udp' : 'tcp');
}

/** followsNoName is the state of a port of an ExternalName Service, which is not followed. */
export function followsNoName(ref: ResourceRef, port: ServicePort): BackendState {
  const message = 'type ExternalName is not followed; use a Backend with an fqdn endpoint';
  return {
    kind: 'unusable',
    key: portBackendKey(ref, port),
    problem: { reason: 'UnsupportedValue', message },
  };
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
  service: PortedService,
  port: ServicePort,
  slices: SlicesByService,
  track: Tracker,
): Endpoint[] {
  const own = track.fetchAll(slices, `${service.ref.namespace}/${service.ref.name}`);
  if (own.length === 0) return atItsAddress(service, port);
  const ready = own.flatMap(slice => endpointsIn(slice, port, e => e.conditions.ready));
  // Where all endpoints that are left are terminating, those that still serve are used (KEP-1669, as in kube-proxy).
  const endpoints =
    ready.length > 0
      ? ready
      : own.flatMap(slice => endpointsIn(slice, port, e => e.conditions.serving && e.conditions.terminating));
  // The same address may stand in two slices while one replaces the other.
  const unique = new Map(endpoints.map(e => [e.kind === 'ip' ? `${e.address}/${e.port}` : '', e]));
  return [...unique.values()];
}

/** Without EndpointSlices (files without a cluster) the virtual address is the endpoint. */
function atItsAddress({ addresses }: PortedService, port: ServicePort): Endpoint[] {
  const known = addresses.filter(ip => ip !== 'None' && ip !== '').slice(0, 1);
  return known.map(address => ({ kind: 'ip', address, port: port.port }));
}

type SliceEndpoint = EndpointSlice['spec']['endpoints'][number];

function endpointsIn(
  slice: EndpointSlice,
  port: ServicePort,
  serves: (endpoint: SliceEndpoint) => boolean,
): Endpoint[] {
  if (slice.spec.addressType === 'FQDN') return [];
  const target = slice.spec.ports.find(p => p.name === (port.name ?? ''))?.port;
  if (target === undefined) return [];
  return slice.spec.endpoints.filter(serves).flatMap(e =>
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
