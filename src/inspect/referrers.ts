import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type AnyRoute, type BackendObjectReference, isRoute, routeKinds } from '#resources';
import type { Inspected } from './inspected.ts';
import { ruleWords } from './route-words.ts';

/** Reference is one place in a route that names something to send requests to. */
export interface Reference {
  readonly to: ResourceKey;
  readonly path: string;
}

/** referencesOf are all of a route's, in order. */
export function referencesOf(route: AnyRoute): readonly Reference[] {
  const { namespace: from } = route.ref;
  const words = ruleWords(route);
  const keyOf = ({ group, kind, namespace, name }: BackendObjectReference) =>
    resourceKey({ group, kind, zone: localZone, namespace: namespace ?? from, name });
  return route.spec.rules.flatMap((rule, r) => [
    ...rule.backendRefs.map((ref, i) => ({ to: keyOf(ref), path: `spec.rules[${r}].backendRefs[${i}]` })),
    ...(words[r]?.refs ?? []).map(({ path, ref }) => ({ to: keyOf(ref), path: `spec.rules[${r}].${path}` })),
  ]);
}

/**
 * countReferrers tells how many routes refer to an object. Nothing is kept until somebody asks; then all are counted once, and
 * again where a route has changed since.
 */
export function countReferrers(resources: Inspected['resources']): (key: ResourceKey) => number {
  let counts: Map<ResourceKey, number> | undefined;
  let isFollowed = false;
  return key => {
    if (!isFollowed) {
      isFollowed = true;
      for (const { id } of routeKinds)
        resources(id).subscribe(() => {
          counts = undefined;
        });
    }
    counts ??= count(resources);
    return counts.get(key) ?? 0;
  };
}

function count(resources: Inspected['resources']): Map<ResourceKey, number> {
  const counts = new Map<ResourceKey, number>();
  for (const { id } of routeKinds) {
    for (const [, route] of resources(id).entries()) {
      if (!isRoute(route)) continue;
      for (const key of new Set(referencesOf(route).map(({ to }) => to)))
        counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
