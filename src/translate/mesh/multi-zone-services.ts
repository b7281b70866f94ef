import type { Collection, Graph } from '#graph';
import { hasEntries } from '#lib/has-entries.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { type Backend, backendKey, type Endpoint, type JoinedService, type UpstreamTls } from '#model';
import { type MeshMultiZoneService, placeInMesh } from '#resources';
import type { Inputs } from '../inputs.ts';
import { computedLabels } from './labels.ts';
import type { ReportedService } from './service-reports.ts';
import type { ServedService, ServiceState } from './service-state.ts';
import { spokenTo } from './spoken-to.ts';

/** MultiZoneServices is the graph's part of services that join others. */
export interface MultiZoneServices {
  readonly services: Collection<ServiceState>;
  readonly backends: Collection<Backend>;
  readonly reported: Collection<ReportedService>;
}

/** Joining says that the service with the key `of` joins another. */
interface Joining {
  readonly of: string;
  readonly joined: ServedService;
}

/**
 * translateMultiZoneServices derives a service from each MeshMultiZoneService. Each of its ports has the endpoints of the
 * ports of the same name of all MeshServices that it selects (`backends` are theirs).
 */
export function translateMultiZoneServices(
  graph: Graph,
  inputs: Inputs,
  served: Collection<ServedService>,
  backends: Collection<Backend>,
): MultiZoneServices {
  const written = inputs.of('kuma/MeshMultiZoneService');
  const joinings = graph.pair<MeshMultiZoneService, ServedService, Joining>(
    'translate/joinings',
    written,
    served,
    {
      leftTerms: one => [term(placeInMesh(one).mesh, Object.entries(labelsOf(one))[0])],
      rightTerms: ({ mesh, kind, labels }) =>
        kind === 'MeshService' ? Object.entries(labels).map(label => term(mesh, label)) : [],
      make: (one, joined, of) => (hasEntries(joined.labels, labelsOf(one)) ? { of, joined } : undefined),
    },
  );
  const byService = graph.index('translate/joinings-by-service', joinings, ({ of }) => [of]);
  const services = graph.map<MeshMultiZoneService, ServiceState>(
    'translate/multi-zone-services',
    written,
    serviceOf,
  );
  return {
    services,
    backends: graph.derive<ServiceState, Backend>(
      'translate/multi-zone-backends',
      services,
      (service, key, track) => {
        const joined = track.fetchAll(byService, key).map(one => one.joined);
        return service.ports.map(port => {
          const found = joined.flatMap(({ ports }) =>
            ports
              .filter(one => nameOf(one) === nameOf(port))
              .flatMap(({ backend }) => track.fetch(backends, backend) ?? []),
          );
          const protocol = spokenTo(port);
          return [
            port.backend,
            {
              ...{ key: port.backend, origin: service.origin, protocol, discovery: 'assigned' as const },
              endpoints: endpointsOf(found),
              ...tlsOf(found),
            },
          ];
        });
      },
    ),
    reported: graph.map<MeshMultiZoneService, ReportedService>(
      'translate/reported-multi-zone-services',
      written,
      (object, key, track) => ({
        object,
        findings: [],
        joins: track.fetchAll(byService, key).map(({ joined }) => joinedOf(joined)),
      }),
    ),
  };
}

function labelsOf({ spec }: MeshMultiZoneService): Readonly<Record<string, string>> {
  return spec.selector.meshService.matchLabels;
}

function serviceOf(written: MeshMultiZoneService): ServiceState {
  const { ref, metadata, spec } = written;
  const origin = resourceKey(ref);
  return {
    origin,
    kind: 'MeshMultiZoneService',
    ...placeInMesh(written),
    name: ref.name,
    zone: ref.zone,
    labels: computedLabels(written),
    ports: spec.ports.map(({ port, name, appProtocol }) => ({
      backend: backendKey(ref, port),
      port,
      ...(name === undefined ? {} : { name }),
      protocol: appProtocol,
    })),
    addresses: spec.status.vips.map(({ ip }) => ip),
    addressedBy: origin,
    created: metadata.creationTimestamp ?? '',
  };
}

/** A port without a name goes by its number. */
function nameOf({ name, port }: { readonly name?: string; readonly port: number }): string {
  return name ?? String(port);
}

function endpointsOf(backends: readonly Backend[]): readonly Endpoint[] {
  const byPlace = new Map(backends.flatMap(({ endpoints }) => endpoints).map(e => [JSON.stringify(e), e]));
  return [...byPlace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, endpoint]) => endpoint);
}

/** The service is called over TLS of the mesh where all that it joins are: the SPIFFE IDs of any of them are accepted. */
function tlsOf(backends: readonly Backend[]): Pick<Backend, 'tls'> {
  const spoken = backends.flatMap(({ tls }): readonly UpstreamTls[] => (tls === undefined ? [] : [tls]));
  const [first] = spoken;
  if (first === undefined || spoken.length < backends.length) return {};
  const names = new Map(
    spoken.flatMap(({ subjectAltNames = [] }) => subjectAltNames).map(name => [name.value, name]),
  );
  const subjectAltNames = [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
  return { tls: { ...first, subjectAltNames } };
}

function joinedOf({ mesh, zone, namespace, name }: ServedService): JoinedService {
  return { mesh, zone, ...(namespace === undefined ? {} : { namespace }), name };
}

function term(mesh: string, label: readonly string[] = []): string {
  return [mesh, ...label].join('\n');
}
