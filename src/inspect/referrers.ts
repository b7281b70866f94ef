import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import {
  type AnyResource,
  type AnyRoute,
  type BackendObjectReference,
  isRoute,
  kgatewayBackendKinds,
  pathInRoute,
  policyKinds,
  routeKinds,
} from '#resources';
import { groupsIn } from './group-members.ts';
import type { Inspected } from './inspected.ts';
import { ruleWords } from './route-words.ts';
import { standingName } from './standing-name.ts';

/** Reference is one reference in an object to something that receives requests, with its path. */
export interface Reference {
  readonly to: ResourceKey;
  readonly path: string;
}

/** referencesOf lists all references of a route, in order. */
export function referencesOf(route: AnyRoute): readonly Reference[] {
  const { namespace: from } = route.ref;
  const words = ruleWords(route);
  const keyOf = ({ group, kind, namespace, name }: BackendObjectReference) =>
    resourceKey({ group, kind, zone: localZone, namespace: namespace ?? from, name });
  return route.spec.rules.flatMap((rule, r) => [
    ...rule.backendRefs.map((ref, i) => ({
      to: keyOf(ref),
      path: pathInRoute(route, r, `backendRefs[${i}]`),
    })),
    ...(words[r]?.refs ?? []).map(({ path, ref }) => ({ to: keyOf(ref), path: pathInRoute(route, r, path) })),
  ]);
}

/** The kinds that refer to services without being routes. */
export const callingKinds = [
  ...policyKinds.map(({ id }) => id),
  ...kgatewayBackendKinds.map(({ id }) => id),
  'envoy-gateway/EnvoyProxy',
  'envoy-gateway/Backend',
  'fairlead/Backend',
] as const;

/** calledBy lists the references of an object that is not a route: services that it calls, or backends that take over from it. */
export function calledBy(resource: AnyResource): readonly Reference[] {
  const { ref, spec } = resource;
  // Each member of a group knows its path.
  const groups = groupsIn(resource).flat();
  if (groups.length > 0)
    return groups.map(({ ref: { group, kind, namespace = ref.namespace, name }, path }) => ({
      to: resourceKey({ group, kind, zone: localZone, namespace, name }),
      path,
    }));
  return named(spec, 'spec').map(({ written: { group, kind, namespace, name }, path }) => ({
    to: resourceKey({ group, kind, zone: localZone, namespace: namespace ?? ref.namespace, name }),
    path,
  }));
}

type Written = { readonly written: BackendObjectReference; readonly path: string };

/** Searches all fields: references to services have the same field names everywhere. */
function named(value: unknown, path: string): readonly Written[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => named(item, `${path}[${i}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, held]): readonly Written[] => {
    const at = `${path}.${field}`;
    switch (field) {
      case 'backendRef':
        return isReference(held) ? [{ written: held, path: at }] : named(held, at);
      case 'backendRefs':
        return (Array.isArray(held) ? held : []).flatMap((written: unknown, i) =>
          isReference(written) ? [{ written, path: `${at}[${i}]` }] : [],
        );
      case 'fallbackRef':
        return isReference(held) ? [{ written: held, path: `${path}.fallback.backendRef` }] : [];
      default:
        return named(held, at);
    }
  });
}

function isReference(value: unknown): value is BackendObjectReference {
  if (typeof value !== 'object' || value === null) return false;
  return ['group', 'kind', 'name'].every(field => typeof Reflect.get(value, field) === 'string');
}

/**
 * countReferrers tells how many routes refer to an object. All are counted at the first question, and again at the first one
 * after any route has changed.
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
      for (const key of new Set(referencesOf(route).map(({ to }) => standingName(to, resources))))
        counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
