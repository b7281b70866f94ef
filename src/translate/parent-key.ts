import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { ParentReference } from '#resources';

/** parentKey is the key of the object that a parentRef names; `own` is the namespace of the object that holds the parentRef. */
export function parentKey(
  { group, kind, namespace, name }: Pick<ParentReference, 'group' | 'kind' | 'namespace' | 'name'>,
  own: string,
): ResourceKey {
  return resourceKey({ group, kind, zone: localZone, namespace: namespace ?? own, name });
}
