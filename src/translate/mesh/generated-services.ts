import type { Collection, Graph } from '#graph';
import { compareTexts } from '#lib/compare-texts.ts';
import { localZone, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { backendKey } from '#model';
import type { Mesh } from '#resources';
import { zoneName } from './labels.ts';
import { serviceModeOf } from './service-mode.ts';
import type { ServedPort, ServedService } from './service-state.ts';
import { serviceTag } from './sidecar.ts';
import type { TaggedInbound } from './tagged-inbounds.ts';

/** Names that a MeshService may have: a name becomes a label in host names. */
const nameable = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * generateServices derives a MeshService for each value of the tag `kuma.io/service`, in meshes whose `meshServices.mode`
 * wants them. A MeshService that somebody wrote under that name takes precedence. A value that is not a valid name of a
 * MeshService gets none.
 */
export function generateServices(
  graph: Graph,
  inbounds: Collection<TaggedInbound>,
  meshOf: (name: string) => string,
  meshes: Collection<Mesh>,
): Collection<ServedService> {
  const byService = graph.index('translate/inbounds-by-generated-service', inbounds, ({ mesh, service }) =>
    nameable.test(service) ? [resourceKey(refOf(mesh, service))] : [],
  );
  return graph.group<TaggedInbound, ServedService>(
    'translate/generated-services',
    byService,
    (_, members, track) => {
      const [first] = members;
      if (first === undefined) return undefined;
      const { generates } = serviceModeOf(track.fetch(meshes, meshOf(first.mesh)));
      return generates ? generated(first, members) : undefined;
    },
  );
}

function refOf(mesh: string, name: string): ResourceRef {
  return { group: 'kuma.io', kind: 'MeshService', zone: localZone, namespace: mesh, name };
}

/**
 * One port for each port that the inbounds listen on; where inbounds at a port differ in protocol or name, the first by name
 * decides.
 */
function generated({ mesh, service }: TaggedInbound, members: readonly TaggedInbound[]): ServedService {
  const ref = refOf(mesh, service);
  const origin = resourceKey(ref);
  const byPort = new Map<number, TaggedInbound>();
  for (const inbound of [...members].sort(byName))
    if (!byPort.has(inbound.port)) byPort.set(inbound.port, inbound);
  const ports = [...byPort.values()].sort((a, b) => a.port - b.port);
  return {
    origin,
    kind: 'MeshService',
    mesh,
    name: service,
    zone: localZone,
    labels: {
      'kuma.io/display-name': service,
      'kuma.io/mesh': mesh,
      'kuma.io/zone': zoneName(localZone),
      'kuma.io/origin': 'zone',
      'kuma.io/managed-by': 'meshservice-generator',
    },
    ports: ports.map(
      ({ port, name, protocol }): ServedPort => ({
        backend: backendKey(ref, port),
        port,
        ...(name === String(port) ? {} : { name }),
        protocol,
        target: { kind: 'port', port },
      }),
    ),
    selection: { kind: 'tagged', tags: { [serviceTag]: service } },
    addresses: [],
    addressedBy: origin,
    created: '',
  };
}

function byName(a: TaggedInbound, b: TaggedInbound): number {
  return compareTexts(`${a.name} ${a.protocol}`, `${b.name} ${b.protocol}`);
}
