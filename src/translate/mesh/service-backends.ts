import { isIP } from 'node:net';
import type { Collection, Graph } from '#graph';
import { type Backend, type Endpoint, isHttpProtocol, type ServiceProtocol, type Sidecar } from '#model';
import { selectedInbounds, selectionTerms, sidecarTerms } from './selection.ts';
import { isTarget, type ServedPort, type ServiceState } from './service-state.ts';

/** Instance is one workload that serves a service: its endpoints, by port of the service. */
interface Instance {
  readonly service: string;
  readonly endpoints: Readonly<Record<string, readonly Endpoint[]>>;
}

/**
 * serveServices derives the backend of each port of a service: its endpoints are the ready inbounds of the workloads that it
 * selects. A workload that changes costs the services that it serves.
 */
export function serveServices(
  graph: Graph,
  services: Collection<ServiceState>,
  sidecars: Collection<Sidecar>,
): Collection<Backend> {
  const instances = graph.pair<ServiceState, Sidecar, Instance>(
    'translate/service-instances',
    services,
    sidecars,
    {
      leftTerms: ({ mesh, selection }) => selectionTerms(mesh, selection),
      rightTerms: sidecarTerms,
      make: instanceOf,
    },
  );
  const byService = graph.index('translate/instances-by-service', instances, ({ service }) => [service]);
  return graph.derive<ServiceState, Backend>(
    'translate/service-backends',
    services,
    (service, key, track) => {
      const own = track.fetchAll(byService, key);
      return service.ports.map(port => [
        port.backend,
        backendOf(
          service,
          port,
          own.flatMap(({ endpoints }) => endpoints[port.backend] ?? []),
        ),
      ]);
    },
  );
}

function instanceOf(service: ServiceState, sidecar: Sidecar, key: string): Instance | undefined {
  const inbounds = selectedInbounds(service.selection, sidecar).filter(
    // Names of workloads are not looked up yet: they say so on the Dataplane.
    ({ isReady, address }) => isReady && isIP(address) !== 0,
  );
  const endpoints = service.ports.map(({ backend, target }) => [
    backend,
    inbounds
      .filter(inbound => isTarget(target, inbound))
      .map(({ address, port }): Endpoint => ({ kind: 'ip', address, port, zone: sidecar.zone })),
  ]);
  return inbounds.length === 0 ? undefined : { service: key, endpoints: Object.fromEntries(endpoints) };
}

function backendOf(service: ServiceState, port: ServedPort, endpoints: readonly Endpoint[]): Backend {
  return {
    key: port.backend,
    origin: service.origin,
    protocol: spokenTo(port.protocol),
    discovery: 'assigned',
    endpoints: [...endpoints].sort(byAddress),
  };
}

/** Whatever an application speaks, one sidecar multiplexes its requests to another over HTTP/2. */
export function spokenTo(protocol: ServiceProtocol): 'http2' | 'tcp' {
  return isHttpProtocol(protocol) ? 'http2' : 'tcp';
}

function byAddress(a: Endpoint, b: Endpoint): number {
  return compare(words(a), words(b));
}

function words(endpoint: Endpoint): string {
  return endpoint.kind === 'ip' ? `${endpoint.address} ${endpoint.port}` : '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
