import type { Collection, Graph, Tracker } from '#graph';
import type { XdsType } from '#lib/xds-resource.ts';
import { type Gateway, type Modification, type ModifiedUse, portsOf, routeTableOf } from '#model';
import { clusterKey, clusterName, itself, listenerName, routeTableName } from '../names.ts';

/** ModificationTarget is a modification at a resource that it changes; `rank` is its place among those of the resource. */
export interface ModificationTarget {
  readonly modification: Modification;
  readonly rank: number;
  readonly type: XdsType;
  /** The resource's key (`XdsResource.key`). */
  readonly name: string;
}

interface TargetInputs {
  /** Where sidecars listen. */
  readonly places: Collection<Gateway>;
  readonly modifiedUses: Collection<ModifiedUse>;
  /** Keys of the virtual hosts of a table, by the table's key. */
  readonly virtualHosts: (track: Tracker, table: string) => readonly string[];
  readonly isThere: (track: Tracker, type: XdsType, name: string) => boolean;
}

/** modificationTargets derives which resources modifications are about. Where sidecars share one, all of them are meant. */
export function modificationTargets(
  graph: Graph,
  { places, modifiedUses, virtualHosts, isThere }: TargetInputs,
): Collection<ModificationTarget> {
  return graph.join<ModificationTarget>('envoy/modification-targets', [
    graph.derive<Gateway, ModificationTarget>('envoy/modified-places', places, (gateway, _key, track) =>
      (gateway.modified?.modifications ?? []).flatMap((modification, rank) => {
        const named =
          modification.of === 'virtualHost'
            ? hostsOf(gateway, modification, table => virtualHosts(track, table))
            : listenersOf(gateway, modification);
        return named
          .filter(({ type, name }) => isThere(track, type, name))
          .map(one => keyed({ ...one, modification, rank }));
      }),
    ),
    graph.derive<ModifiedUse, ModificationTarget>(
      'envoy/modified-clusters',
      modifiedUses,
      ({ use, names, modifications }, _key, track) => {
        const name = clusterKey(use);
        if (!isThere(track, 'cluster', name)) return [];
        return modifications.flatMap((modification, rank) =>
          isMeant(modification.name, [clusterName(use), ...names])
            ? [keyed({ type: 'cluster', name, modification, rank })]
            : [],
        );
      },
    ),
  ]);
}

type Named = Pick<ModificationTarget, 'type' | 'name'>;

function keyed(target: ModificationTarget): readonly [string, ModificationTarget] {
  const { modification, type, name } = target;
  return [[modification.origin, modification.index, type, name].join('\n'), target];
}

/** Kuma calls listeners by their direction and address. */
function listenersOf(gateway: Gateway, { of, name, within }: Modification): readonly Named[] {
  if (of === 'cluster') return [];
  const { side, addresses } = gateway;
  return portsOf(gateway).flatMap(port => {
    const own = listenerName(gateway, port);
    const theirs = addresses.map(address => [side?.direction ?? '', address, port].join(':'));
    return isMeant(of === 'listener' ? name : within, [own, ...theirs])
      ? [{ type: 'listener', name: listenerName(itself(gateway), port) }]
      : [];
  });
}

/** Kuma calls virtual hosts by the service, and tables by their direction and the service. */
function hostsOf(
  gateway: Gateway,
  { name, within }: Modification,
  virtualHosts: (table: string) => readonly string[],
): readonly Named[] {
  const { side, listeners, modified } = gateway;
  const service = modified?.service ?? '';
  return listeners.flatMap(listener => {
    if (listener.kind !== 'http') return [];
    const known = routeTableOf(gateway, listener);
    const [table, own] = [routeTableName(known), routeTableName(itself(known))];
    if (!isMeant(within, [table, [side?.direction ?? '', service].join(':')])) return [];
    return virtualHosts(own)
      .filter(host => isMeant(name, [table + host.slice(own.length), service]))
      .map(host => ({ type: 'virtualHost', name: host }) as const);
  });
}

function isMeant(asked: string | undefined, names: readonly string[]): boolean {
  return asked === undefined || names.includes(asked);
}
