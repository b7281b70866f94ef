import type { AnyResource } from '#resources';

/**
 * hasTags tells whether a Dataplane has all of these tags, each on any of its inbounds or on its gateway; an empty value matches
 * any.
 */
export function hasTags(resource: AnyResource | undefined, tags: Readonly<Record<string, string>>): boolean {
  if (resource?.id !== 'kuma/Dataplane') return false;
  const { inbound, gateway } = resource.spec.networking;
  const has = [...inbound.map(one => one.tags), gateway?.tags ?? {}];
  return Object.entries(tags).every(([tag, value]) =>
    has.some(some => some[tag] !== undefined && (value === '' || some[tag] === value)),
  );
}
