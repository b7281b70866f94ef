import type { Collection, Graph } from '#graph';
import { type BackendUse, type ModifiedUse, type Sidecar, useKey } from '#model';
import type { PlacedPort } from '../mesh/service-places.ts';
import type { CalledItems, ClassedPort } from './called-items.ts';
import { usedApplications } from './caller-meanings.ts';
import { inboundKey } from './inbound-meanings.ts';
import type { PlaceMeaning } from './mesh-policy-kind.ts';
import { useOfWay } from './use-of-way.ts';

/** modifiedUses derives the uses of services and applications whose clusters are modified. */
export function modifiedUses(
  graph: Graph,
  of: {
    readonly sidecars: Collection<Sidecar>;
    readonly ports: Collection<PlacedPort>;
    readonly called: CalledItems;
    readonly ofPorts: Collection<PlaceMeaning>;
    readonly ofWays: Collection<PlaceMeaning>;
    readonly ofInbounds: Collection<PlaceMeaning>;
  },
): Collection<ModifiedUse> {
  return graph.join<ModifiedUse>('translate/modified-uses', [
    graph.derive<PlacedPort, ModifiedUse>('translate/modified-ports', of.ports, (port, key, track) =>
      modified(useOfWay(port, []), [port.name], track.fetch(of.ofPorts, key)),
    ),
    graph.derive<ClassedPort, ModifiedUse>('translate/modified-ways', of.called.ways, (way, key, track) => {
      const port = track.fetch(of.ports, way.backend);
      if (port === undefined) return [];
      const use = useOfWay(port, way.policies);
      return use.policies === undefined ? [] : modified(use, [port.name], track.fetch(of.ofWays, key));
    }),
    graph.derive<Sidecar, ModifiedUse>(
      'translate/modified-applications',
      of.sidecars,
      (sidecar, key, track) =>
        sidecar.inbounds.flatMap(inbound => {
          const meaning = track.fetch(of.ofInbounds, inboundKey(key, inbound.name));
          return usedApplications(sidecar, inbound, meaning).flatMap(({ use }) =>
            modified(use, [`localhost:${inbound.servicePort}`], meaning),
          );
        }),
    ),
  ]);
}

function modified(
  use: BackendUse,
  names: readonly string[],
  { modifications = [] }: PlaceMeaning = {},
): readonly (readonly [string, ModifiedUse])[] {
  const own = modifications.filter(({ of }) => of === 'cluster');
  return own.length === 0 ? [] : [[useKey(use), { use, names, modifications: own }]];
}
