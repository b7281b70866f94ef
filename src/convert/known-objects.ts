import { type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { AnyResource, Gateway, IngressClass, Service } from '#resources';

/** KnownObjects are the objects that Ingresses refer to, or that serve them. */
export interface KnownObjects {
  readonly services: ReadonlyMap<string, Service>;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly classes: ReadonlyMap<string, IngressClass>;
  /** ResourceKeys of all objects, and of those that were written since: no name is used twice. */
  readonly taken: Set<string>;
}

/** knownAmong collects them from all objects. */
export function knownAmong(resources: readonly AnyResource[]): KnownObjects {
  const services = resources.flatMap(one => (one.id === 'kubernetes/Service' ? [one] : []));
  const gateways = resources.flatMap(one => (one.id === 'gateway-api/Gateway' ? [one] : []));
  const classes = resources.flatMap(one => (one.id === 'kubernetes/IngressClass' ? [one] : []));
  return {
    services: new Map(services.map(one => [resourceKey(one.ref), one])),
    gateways: new Map(gateways.map(one => [resourceKey(one.ref), one])),
    classes: new Map(classes.map(one => [one.ref.name, one])),
    taken: new Set(resources.map(({ ref }) => resourceKey(ref))),
  };
}

/** claimName gives a name that no object of a kind has, and that is not given again. */
export function claimName(
  name: string,
  of: Omit<ResourceRef, 'name'>,
  { taken }: Pick<KnownObjects, 'taken'>,
): string {
  const key = resourceKey({ ...of, name });
  if (taken.has(key)) return claimName(`${name}-ingress`, of, { taken });
  taken.add(key);
  return name;
}
