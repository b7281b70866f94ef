import type { Collection, Graph, Index, Tracker } from '#graph';
import { bySeniority, type ServiceSelector, selects } from '#model';
import type { PlacedPort } from './service-places.ts';

/** CallablePorts are the ports of services as those find them who call one. */
export interface CallablePorts {
  readonly byName: Index<PlacedPort>;
  readonly byLabel: Index<PlacedPort>;
}

export function indexCallablePorts(graph: Graph, ports: Collection<PlacedPort>): CallablePorts {
  return {
    byName: graph.index('translate/ports-by-name', ports, ({ mesh, kind, name }) => [term(mesh, kind, name)]),
    byLabel: graph.index('translate/ports-by-label', ports, ({ mesh, kind, labels }) =>
      Object.entries(labels).map(label => term(mesh, kind, ...label)),
    ),
  };
}

/** calledPort is the one port of a service of the mesh that is meant by who calls one: of several the oldest. */
export function calledPort(
  to: ServiceSelector,
  mesh: string,
  { byName, byLabel }: CallablePorts,
  track: Tracker,
): PlacedPort | undefined {
  const [label] = to.kind === 'labelled' ? Object.entries(to.labels) : [];
  const candidates =
    to.kind === 'named'
      ? track.fetchAll(byName, term(mesh, to.of, to.name))
      : label === undefined
        ? []
        : track.fetchAll(byLabel, term(mesh, to.of, ...label));
  return candidates.filter(port => selects(to, port)).sort(bySeniority)[0];
}

/** portsNamed are all ports of the services that go by the name that is called. */
export function portsNamed(
  { of, name }: Extract<ServiceSelector, { kind: 'named' }>,
  mesh: string,
  { byName }: CallablePorts,
  track: Tracker,
): readonly PlacedPort[] {
  return track.fetchAll(byName, term(mesh, of, name));
}

function term(...words: readonly string[]): string {
  return words.join('\n');
}
