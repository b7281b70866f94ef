import { localZone, type ResourceKey, type ResourceRef, resourceKey } from './resource-ref.ts';

/**
 * unreadKey is the key of the finding by which a source reports that it may not read the objects of a kind: those of one
 * namespace, or (namespace '') of any. No object has such a name.
 */
export function unreadKey({
  group,
  kind,
  namespace,
}: Pick<ResourceRef, 'group' | 'kind' | 'namespace'>): ResourceKey {
  return resourceKey({ group, kind, zone: localZone, namespace, name: '*' });
}
