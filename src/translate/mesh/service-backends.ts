import { isIP } from 'node:net';
import type { Collection, Graph, Index } from '#graph';
import { compareTexts } from '#lib/compare-texts.ts';
import type { Backend, Endpoint, ProxyId, Sidecar } from '#model';
import { selectedInbounds, selectionTerms, sidecarTerms } from './selection.ts';
import { isTarget, type ServedPort, type ServedService } from './service-state.ts';
import { spokenTo } from './spoken-to.ts';

/** Instance is one workload that a service selects: its endpoints, by port of the service. */
export interface Instance {
  readonly service: string;
  readonly sidecar: ProxyId;
  /** All of it that is selected can be called. */
  readonly isReady: boolean;
  readonly endpoints: Readonly<Record<string, readonly Endpoint[]>>;
  /** The SPIFFE IDs of its sidecar; none: nobody vouches for it. */
  readonly ids: readonly string[];
}

/** ServedServices is who serves services: where they are called, and by which workloads. */
export interface ServedServices {
  readonly backends: Collection<Backend>;
  readonly instances: Collection<Instance>;
  /** By the service's key: all that it selects, and those of which all that it selects is ready. */
  readonly byService: Index<Instance>;
  readonly readyByService: Index<Instance>;
}

/**
 * serveServices derives the backend of each port of a service: its endpoints are the ready inbounds of the workloads that it
 * selects. A workload that changes costs the services that it serves.
 */
export function serveServices(
  graph: Graph,
  services: Collection<ServedService>,
  sidecars: Collection<Sidecar>,
): ServedServices {
  const instances = graph.pair<ServedService, Sidecar, Instance>(
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
  const backends = graph.derive<ServedService, Backend>(
    'translate/service-backends',
    services,
    (service, key, track) => {
      const own = track.fetchAll(byService, key);
      return service.ports.map(port => [
        port.backend,
        {
          ...backendOf(
            service,
            port,
            own.flatMap(({ endpoints }) => endpoints[port.backend] ?? []),
          ),
          ...securedBy(service, port, own),
        },
      ]);
    },
  );
  const readyByService = graph.index('translate/ready-instances', instances, ({ service, isReady }) =>
    isReady ? [service] : [],
  );
  return { backends, instances, byService, readyByService };
}

function instanceOf(service: ServedService, sidecar: Sidecar, key: string): Instance | undefined {
  const selected = selectedInbounds(service.selection, sidecar);
  if (selected.length === 0) return undefined;
  const inbounds = selected.filter(
    // Names of workloads are not looked up yet: they say so on the Dataplane.
    ({ isReady, address }) => isReady && isIP(address) !== 0,
  );
  const endpoints = service.ports.map(({ backend, target }) => [
    backend,
    inbounds
      .filter(inbound => isTarget(target, inbound))
      .map(({ address, port }): Endpoint => ({ kind: 'ip', address, port, zone: sidecar.zone })),
  ]);
  const names = sidecar.security?.identity.names ?? [];
  return {
    service: key,
    sidecar: sidecar.id,
    isReady: inbounds.length === selected.length,
    endpoints: Object.fromEntries(endpoints),
    ids: names.filter(name => name.startsWith('spiffe://')),
  };
}

/** A service is called over TLS of the mesh where somebody vouches for each who serves it. Who they are is asked, not where. */
function securedBy(
  service: ServedService,
  port: ServedPort,
  instances: readonly Instance[],
): Pick<Backend, 'tls'> {
  if (instances.length === 0 || instances.some(({ ids }) => ids.length === 0)) return {};
  const ids = [...new Set(instances.flatMap(instance => instance.ids))].sort();
  return {
    tls: {
      trust: { kind: 'mesh', mesh: service.mesh },
      serverName: { kind: 'fixed', name: serverName(service, port) },
      subjectAltNames: ids.map(value => ({ kind: 'uri', value })),
    },
  };
}

/** As Kuma asks for it. */
function serverName({ kind, mesh, name, zone }: ServedService, { port }: ServedPort): string {
  return kind === 'ServiceTag'
    ? `${name}{mesh=${mesh}}`
    : ['sni', kind.toLowerCase(), mesh, zone, name, port].join('.');
}

function backendOf(service: ServedService, port: ServedPort, endpoints: readonly Endpoint[]): Backend {
  return {
    key: port.backend,
    origin: service.origin,
    protocol: spokenTo(port),
    discovery: 'assigned',
    endpoints: [...endpoints].sort(byAddress),
  };
}

function byAddress(a: Endpoint, b: Endpoint): number {
  return compareTexts(words(a), words(b));
}

function words(endpoint: Endpoint): string {
  return endpoint.kind === 'ip' ? `${endpoint.address} ${endpoint.port}` : '';
}
