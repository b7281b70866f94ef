import type { Collection } from '#graph';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { type AnyResource, kindOf } from '#resources';

/** findResource returns the resource in force under a key, from the collection for its kind. */
export function findResource(
  resources: (id: AnyResource['id']) => Collection<AnyResource>,
  key: ResourceKey,
): AnyResource | undefined {
  const { group, kind } = parseResourceKey(key);
  const id = kindOf(group, kind)?.id;
  return id === undefined ? undefined : resources(id).get(key);
}
