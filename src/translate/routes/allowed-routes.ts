import type { Collection, Tracker } from '#graph';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { AnyRoute, Namespace } from '#resources';
import type { AttachListener } from '../gateways/attach-point.ts';
import { selects } from '../label-selection.ts';

/** allows tells whether a listener lets routes of this kind and namespace attach; `gateway` is its gateway's namespace. */
export function allows(
  listener: AttachListener,
  gateway: string,
  { ref: { group, kind, namespace } }: AnyRoute,
  namespaces: Collection<Namespace>,
  track: Tracker,
): boolean {
  if (!listener.kinds.some(k => k.group === group && k.kind === kind)) return false;
  const { from, selector } = listener.namespaces;
  switch (from) {
    case 'All':
      return true;
    case 'Same':
      return namespace === gateway;
    case 'Selector':
      return selector !== undefined && selects(selector, labelsOf(namespace, namespaces, track));
  }
}

/** Namespaces need not be declared; every one carries its own name as a label, as in Kubernetes. */
function labelsOf(
  namespace: string,
  namespaces: Collection<Namespace>,
  track: Tracker,
): Readonly<Record<string, string>> {
  const key = resourceKey({ group: '', kind: 'Namespace', zone: localZone, namespace: '', name: namespace });
  return { ...track.fetch(namespaces, key)?.metadata.labels, 'kubernetes.io/metadata.name': namespace };
}
