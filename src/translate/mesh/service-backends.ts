import type { Collection, Graph, Index } from '#graph';
import { compareTexts } from '#lib/compare-texts.ts';
import type { Backend, BackendKey, Endpoint, Inbound, ProxyId, Sidecar } from '#model';
import { given } from '../policies/given.ts';
import { spiffeIdsOf, tlsOfService } from './identity/mesh-tls.ts';
import { zoneLabel } from './labels.ts';
import { selectedInbounds, selectionTerms, sidecarTerms } from './selection.ts';
import { isTarget, type ServedPort, type ServedService } from './service-state.ts';
import { spokenTo } from './spoken-to.ts';

/** Instance is one workload that a service selects. */
export interface Instance {
  readonly service: string;
  readonly sidecar: ProxyId;
  /** All selected inbounds can be called. */
  readonly isReady: boolean;
  /**
   * By port of the service. A Map, not an object: in V8, objects with the same field names share a hidden class, and where
   * thousands of field names are data, other objects no longer find theirs.
   */
  readonly endpoints: ReadonlyMap<BackendKey, readonly Endpoint[]>;
  /** The SPIFFE IDs of its sidecar; none where nobody vouches for it. */
  readonly ids: readonly string[];
}

/** ServedServices are the services that workloads serve: their backends, and the workloads behind them. */
export interface ServedServices {
  readonly services: Collection<ServedService>;
  readonly backends: Collection<Backend>;
  readonly instances: Collection<Instance>;
  /** By the service's key: all instances, and those that are ready. */
  readonly byService: Index<Instance>;
  readonly readyByService: Index<Instance>;
}

/**
 * serveServices derives the backend of each port of a service: its endpoints are the ready inbounds of the workloads that the
 * service selects. A change to a workload costs only the services that it serves.
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
            own.flatMap(({ endpoints }) => endpoints.get(port.backend) ?? []),
          ),
          ...securedBy(service, port, own),
        },
      ]);
    },
  );
  const readyByService = graph.index('translate/ready-instances', instances, ({ service, isReady }) =>
    isReady ? [service] : [],
  );
  return { services, backends, instances, byService, readyByService };
}

function instanceOf(service: ServedService, sidecar: Sidecar, key: string): Instance | undefined {
  const selected = selectedInbounds(service.selection, sidecar);
  if (selected.length === 0) return undefined;
  const inbounds = selected.filter(({ isReady, reachedAt }) => isReady && reachedAt !== undefined);
  const endpoints = service.ports.map(({ backend, target }) => {
    const own = inbounds
      .filter(inbound => isTarget(target, inbound))
      .flatMap(({ reachedAt: address, port, tags }): readonly Endpoint[] =>
        address === undefined ? [] : [{ kind: 'ip', address, port, ...whereaboutsOf(tags, sidecar) }],
      );
    return [backend, own] as const;
  });
  return {
    service: key,
    sidecar: sidecar.id,
    isReady: inbounds.length === selected.length,
    endpoints: new Map(endpoints),
    ids: spiffeIdsOf(sidecar),
  };
}

/** The zone tag of an inbound takes precedence over the label of its workload. */
function whereaboutsOf(tags: Inbound['tags'], { labels }: Sidecar): Pick<Endpoint, 'zone' | 'traits'> {
  return { ...given({ zone: tags[zoneLabel] ?? labels[zoneLabel] }), traits: [tags, labels] };
}

/**
 * A service is called over TLS of the mesh where somebody vouches for every workload that serves it. The certificate is
 * checked for identities, not addresses.
 */
function securedBy(
  service: ServedService,
  port: ServedPort,
  instances: readonly Instance[],
): Pick<Backend, 'tls'> {
  if (instances.length === 0 || instances.some(({ ids }) => ids.length === 0)) return {};
  const ids = [...new Set(instances.flatMap(instance => instance.ids))].sort();
  return { tls: tlsOfService(service.mesh, serverName(service, port), ids) };
}

/** The SNI that Kuma uses. */
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
