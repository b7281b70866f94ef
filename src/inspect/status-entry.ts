import type { ResourceKey } from '#lib/resource-ref.ts';
import { parseResourceKey } from '#lib/resource-ref.ts';
import { type AnyResource, kindOf } from '#resources';
import type { ObjectStatus } from '#status';

/** StatusEntry is an object's status with the names that identify the object, as Kubernetes writes it. */
export interface StatusEntry {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly status: ObjectStatus;
}

/** statusEntry adds to a status what identifies its object; `resource` is given where a version of it is in force. */
export function statusEntry(
  key: ResourceKey,
  status: ObjectStatus,
  resource: AnyResource | undefined,
): StatusEntry {
  const { group, kind, namespace, name } = parseResourceKey(key);
  const version = kindOf(group, kind)?.versions[0] ?? 'v1';
  return {
    apiVersion: resource?.apiVersion ?? (group === '' ? version : `${group}/${version}`),
    kind,
    metadata: namespace === '' ? { name } : { name, namespace },
    status,
  };
}

/** isEmptyStatus tells a status without contents, as of an object whose kind has none. */
export function isEmptyStatus({
  conditions = [],
  listeners = [],
  parents,
  ancestors,
  loadBalancer,
}: ObjectStatus): boolean {
  return (
    conditions.length === 0 && listeners.length === 0 && (parents ?? ancestors ?? loadBalancer) === undefined
  );
}
