import { hashBytes } from '#lib/stable-hash.ts';
import type { ReachablePort, ReachDeclaration, ServiceSelector } from '#model';

/** reachSetName is the same for equal declarations, in whatever order they are written, and for no others. */
export function reachSetName({ mesh, services, policies }: ReachDeclaration): string {
  const said = new Set(services.map(selector => JSON.stringify(canonical(selector))));
  return `reach:${hashBytes(JSON.stringify([mesh, [...said].sort(), policies]))}`;
}

/** selects: the declaration holds this port. */
export function selects({ mesh, services }: ReachDeclaration, port: ReachablePort): boolean {
  return mesh === port.mesh && services.some(selector => selectorSelects(selector, port));
}

/** selectorSelects: one selector of a declaration holds this port, of whatever mesh. */
export function selectorSelects(selector: ServiceSelector, reachable: ReachablePort): boolean {
  if (selector.of !== reachable.kind || !isOfPort(selector, reachable)) return false;
  switch (selector.kind) {
    case 'all':
      return true;
    case 'named':
      return (
        selector.name === reachable.name &&
        (selector.namespace === undefined || selector.namespace === reachable.namespace)
      );
    case 'labelled':
      return Object.entries(selector.labels).every(([label, value]) => reachable.labels[label] === value);
  }
}

function isOfPort({ port }: ServiceSelector, reachable: ReachablePort): boolean {
  return port === undefined || port === String(reachable.port) || port === reachable.portName;
}

/**
 * declaredTerms and portTerms have one in common where a declaration selects a port. A selector with several labels is
 * found by the first of them, a service by any.
 */
export function declaredTerms({ mesh, services }: ReachDeclaration): readonly string[] {
  return services.map(selector => declaredTerm(mesh, selector));
}

function declaredTerm(mesh: string, selector: ServiceSelector): string {
  const written = canonical(selector);
  switch (written.kind) {
    case 'all':
      return term(mesh, written.of, 'all');
    case 'named':
      return term(mesh, written.of, 'name', written.name);
    case 'labelled':
      return term(mesh, written.of, 'label', ...(written.labels[0] ?? []));
  }
}

export function portTerms({ mesh, kind, name, labels }: ReachablePort): readonly string[] {
  return [
    term(mesh, kind, 'all'),
    term(mesh, kind, 'name', name),
    ...Object.entries(labels).map(label => term(mesh, kind, 'label', ...label)),
  ];
}

type Canonical =
  | Exclude<ServiceSelector, { kind: 'labelled' }>
  | (Pick<ServiceSelector, 'of' | 'port'> & {
      readonly kind: 'labelled';
      readonly labels: readonly (readonly [string, string])[];
    });

/** Fields and labels in order; to ask for no label is to ask for all. */
function canonical(selector: ServiceSelector): Canonical {
  const { kind, of } = selector;
  const port = selector.port === undefined ? {} : { port: selector.port };
  if (kind === 'named') {
    const { name, namespace } = selector;
    return { kind, of, name, ...(namespace === undefined ? {} : { namespace }), ...port };
  }
  const labels = kind === 'all' ? [] : Object.entries(selector.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return labels.length === 0 ? { kind: 'all', of, ...port } : { kind: 'labelled', of, labels, ...port };
}

function term(...words: readonly string[]): string {
  return words.join('\n');
}
