import type { Collection, Tracker } from '#graph';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { LabelSelector, Namespace } from '#resources';
import { selects } from './label-selection.ts';

/** NamespaceChoice says from which namespaces objects may attach to another. */
export interface NamespaceChoice {
  readonly from: 'All' | 'Same' | 'Selector' | 'None';
  readonly selector?: LabelSelector;
}

/** NamespaceLookup is where the labels of namespaces are found. */
export interface NamespaceLookup {
  readonly namespaces: Collection<Namespace>;
  readonly track: Tracker;
}

/** isChosen tells whether objects of a namespace may attach to what is in the namespace `own`. */
export function isChosen(
  { from, selector }: NamespaceChoice,
  own: string,
  namespace: string,
  lookup: NamespaceLookup,
): boolean {
  switch (from) {
    case 'All':
      return true;
    case 'Same':
      return namespace === own;
    case 'Selector':
      return selector !== undefined && selects(selector, labelsOf(namespace, lookup));
    case 'None':
      return false;
  }
}

/** Namespaces need not be declared; every one carries its own name as a label, as in Kubernetes. */
function labelsOf(
  namespace: string,
  { namespaces, track }: NamespaceLookup,
): Readonly<Record<string, string>> {
  const key = resourceKey({ group: '', kind: 'Namespace', zone: localZone, namespace: '', name: namespace });
  return { ...track.fetch(namespaces, key)?.metadata.labels, 'kubernetes.io/metadata.name': namespace };
}
