import type { Collection } from '#graph';
import { parseResourceKey, type ResourceKey, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { bySeniority } from '#model';
import { type AnyResource, kgatewayBackendKinds, seenFrom } from '#resources';

/** standingName is the key under which a referenced object exists, where its kind has several names; else the key as written. */
export function standingName(
  written: ResourceKey,
  resources: (id: AnyResource['id']) => Collection<AnyResource>,
): ResourceKey {
  const ref = parseResourceKey(written);
  if (ref.group === 'networking.istio.io' && ref.kind === 'Hostname')
    return entryOfHost(ref, resources('istio/ServiceEntry')) ?? written;
  const isNamed = kgatewayBackendKinds.some(({ group, kind }) => group === ref.group && kind === ref.kind);
  if (!isNamed) return written;
  const standing = kgatewayBackendKinds.flatMap(({ id, group, kind }) => {
    const key = resourceKey({ ...ref, group, kind });
    return resources(id).get(key) === undefined ? [] : [key];
  });
  return standing.includes(written) ? written : (standing[0] ?? written);
}

/** As in translation: an entry of the same namespace, else the oldest of those that are visible there. */
function entryOfHost(
  { namespace, name }: ResourceRef,
  entries: Collection<AnyResource>,
): ResourceKey | undefined {
  const found = [...entries.entries()].flatMap(([origin, entry]) => {
    if (entry.id !== 'istio/ServiceEntry' || !entry.spec.hosts.includes(name)) return [];
    if (!seenFrom(entry).some(from => from === '' || from === namespace)) return [];
    const { creationTimestamp: created = '' } = entry.metadata;
    return [{ origin, created, isOwn: entry.ref.namespace === namespace }];
  });
  const own = found.filter(({ isOwn }) => isOwn);
  return (own.length > 0 ? own : found).toSorted(bySeniority)[0]?.origin;
}
