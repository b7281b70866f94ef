import { hostnameName } from '#envoy';
import type { Collection } from '#graph';
import type { Holding } from '#inspect';
import { groupBy } from '#lib/group-by.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import type { BackendKey } from '#model';
import { findResources } from './found-resources.ts';
import type { Pipeline } from './pipeline.ts';

/**
 * holdingsOf tells what a sidecar holds and why, by what is in force when it is called. That call takes a pass over all
 * resources; afterwards a sidecar costs only its own resources, and a set that many share is put together once.
 */
export function holdingsOf(pipeline: Pipeline): (sidecar: ResourceKey) => Holding | undefined {
  const { resources, views, members, membersOfPlaces, reach, translation } = pipeline;
  const { find, bySet, withEndpoints } = findResources(resources);
  const ofSet = bySet(members);
  const ofPlace = bySet(membersOfPlaces);
  const names = groupBy(valuesOf(reach.names), ({ set, hostname }) => namedIn(set, hostname.of));
  const known = new Map<string, Holding['reached']>();
  const reachedIn = (set: string): Holding['reached'] => {
    const before = known.get(set);
    if (before !== undefined) return before;
    const made = new Map<BackendKey, readonly XdsResource[]>();
    for (const { service, place } of reach.placesIn(set)) {
      const { addressedBy = '' } = translation.mesh.ports.get(service) ?? {};
      const named = names.get(namedIn(set, addressedBy)) ?? [];
      const hostnames = named.flatMap(({ hostname }) => find('hostname', hostnameName(hostname)));
      made.set(service, [...withEndpoints(ofPlace.get(place) ?? []), ...hostnames]);
    }
    known.set(set, made);
    return made;
  };
  return sidecar => {
    const sets = views.get(sidecar)?.sets;
    if (sets === undefined) return undefined;
    const [declared] = sets.filter(set => reach.sets.has(set));
    const own = sets.filter(set => set !== declared).flatMap(set => ofSet.get(set) ?? []);
    return { own: withEndpoints(own), reached: declared === undefined ? new Map() : reachedIn(declared) };
  };
}

function* valuesOf<V>(collection: Collection<V>): Iterable<V> {
  for (const [, value] of collection.entries()) yield value;
}

function namedIn(set: string, service: string): string {
  return [set, service].join('\n');
}
