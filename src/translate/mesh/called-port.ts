import type { Collection, Graph, Index, Tracker } from '#graph';
import { bySeniority, type ServiceSelector, selects } from '#model';
import type { PlacedPort } from './service-places.ts';

/** CallablePorts are the ports of services, indexed as callers select them: by name and by label. */
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

/** calledPort is the one port of the mesh that a selector of a caller means. Where several match, the oldest wins. */
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

/** portsNamed are all ports of the services that have the called name. */
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
