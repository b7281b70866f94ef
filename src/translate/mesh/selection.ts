import { hasEntries } from '#lib/has-entries.ts';
import { type Inbound, type Sidecar, sortedLabels } from '#model';

/** Selection is how a service says which workloads of its mesh serve it. */
export type Selection =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'labelled'; readonly labels: Readonly<Record<string, string>> }
  /** Inbounds that have all of these tags, on any workload. */
  | { readonly kind: 'tagged'; readonly tags: Readonly<Record<string, string>> };

/** selectedInbounds are the inbounds of a sidecar that a selection takes. */
export function selectedInbounds(selection: Selection, sidecar: Sidecar): readonly Inbound[] {
  switch (selection.kind) {
    case 'named':
      return selection.name === sidecar.name ? sidecar.inbounds : [];
    case 'labelled':
      return hasEntries(sidecar.labels, selection.labels) ? sidecar.inbounds : [];
    case 'tagged':
      return sidecar.inbounds.filter(({ tags }) => hasEntries(tags, selection.tags));
  }
}

/**
 * selectionTerms and sidecarTerms share a term where a service of the mesh may select a sidecar. A selection by several
 * labels or tags is found by the first of them. A selection by none selects nobody.
 */
export function selectionTerms(mesh: string, selection: Selection): readonly string[] {
  switch (selection.kind) {
    case 'named':
      return [term(mesh, 'name', selection.name)];
    case 'labelled':
      return sortedLabels(selection.labels)
        .slice(0, 1)
        .map(label => term(mesh, 'label', ...label));
    case 'tagged':
      return sortedLabels(selection.tags)
        .slice(0, 1)
        .map(tag => term(mesh, 'tag', ...tag));
  }
}

export function sidecarTerms({ mesh, name, labels, inbounds }: Sidecar): readonly string[] {
  const tags = inbounds.flatMap(inbound => Object.entries(inbound.tags));
  return [
    term(mesh, 'name', name),
    ...Object.entries(labels).map(label => term(mesh, 'label', ...label)),
    ...new Set(tags.map(tag => term(mesh, 'tag', ...tag))),
  ];
}

function term(...words: readonly string[]): string {
  return words.join('\n');
}
