import type { EnvoyResources, Member } from '#envoy';
import type { Collection } from '#graph';
import { keyOf, type XdsResource, type XdsType } from '#lib/xds-resource.ts';

/**
 * FoundResources are the resources of a pipeline as they were when `findResources` was called, which takes a pass over all
 * of them.
 */
export interface FoundResources {
  /** Finds the resource with a key; empty where there is none. */
  find(type: XdsType, key: string): XdsResource | readonly never[];
  /** The resources in each set. */
  bySet(members: Collection<Member>): ReadonlyMap<string, readonly XdsResource[]>;
  /** These resources, each once, with the endpoints that the clusters among them need. */
  withEndpoints(held: readonly XdsResource[]): readonly XdsResource[];
}

/** findResources indexes the resources of a pipeline. */
export function findResources(resources: EnvoyResources): FoundResources {
  const byKey = new Map<string, XdsResource>();
  for (const collection of Object.values(resources)) {
    for (const [, resource] of collection.entries()) {
      byKey.set(`${resource.type}\n${keyOf(resource)}`, resource);
    }
  }
  const find = (type: XdsType, key: string) => byKey.get(`${type}\n${key}`) ?? [];
  return {
    find,
    bySet: members => {
      const bySet = new Map<string, XdsResource[]>();
      for (const [, { set, type, name, key = name }] of members.entries()) {
        const held = [find(type, key)].flat();
        const known = bySet.get(set);
        if (known === undefined) bySet.set(set, held);
        else known.push(...held);
      }
      return bySet;
    },
    withEndpoints: held => {
      const needed = new Set(held.flatMap(({ assignment }) => assignment ?? []));
      return [...new Set(held), ...[...needed].flatMap(name => find('endpoints', name))];
    },
  };
}
