import { hashBytes } from '#lib/stable-hash.ts';
import {
  type ReachablePort,
  type ReachDeclaration,
  type ServiceSelector,
  selectorKey,
  selects,
  sortedLabels,
} from '#model';

/** reachSetName is the same for equal declarations, in whatever order they are written, and for no others. */
export function reachSetName({ mesh, services, policies }: ReachDeclaration): string {
  const said = new Set(services.map(selectorKey));
  return `reach:${hashBytes(JSON.stringify([mesh, [...said].sort(), policies]))}`;
}

/** declares: the declaration holds this port. */
export function declares({ mesh, services }: ReachDeclaration, port: ReachablePort): boolean {
  return mesh === port.mesh && services.some(selector => selects(selector, port));
}

/**
 * declaredTerms and portTerms have one in common where a declaration selects a port. A selector with several labels is
 * found by the first of them, a service by any.
 */
export function declaredTerms({ mesh, services }: ReachDeclaration): readonly string[] {
  return services.map(selector => declaredTerm(mesh, selector));
}

function declaredTerm(mesh: string, selector: ServiceSelector): string {
  switch (selector.kind) {
    case 'all':
      return term(mesh, selector.of, 'all');
    case 'named':
      return term(mesh, selector.of, 'name', selector.name);
    case 'labelled': {
      const [first] = sortedLabels(selector.labels);
      return first === undefined
        ? term(mesh, selector.of, 'all')
        : term(mesh, selector.of, 'label', ...first);
    }
  }
}

export function portTerms({ mesh, kind, name, labels }: ReachablePort): readonly string[] {
  return [
    term(mesh, kind, 'all'),
    term(mesh, kind, 'name', name),
    ...Object.entries(labels).map(label => term(mesh, kind, 'label', ...label)),
  ];
}

function term(...words: readonly string[]): string {
  return words.join('\n');
}
