import { hashBytes } from '#lib/stable-hash.ts';
import {
  isLetIn,
  type ReachablePort,
  type ReachDeclaration,
  type ServiceSelector,
  selectorKey,
  selects,
  sortedLabels,
} from '#model';

/** reachSetName is the same for equal declarations, in whatever order they are written, and for no others. */
export function reachSetName({ mesh, services, policies, admissions }: ReachDeclaration): string {
  const said = new Set(services.map(selectorKey));
  const known = [mesh, [...said].sort(), policies, ...(admissions === undefined ? [] : [admissions])];
  return `reach:${hashBytes(JSON.stringify(known))}`;
}

/** declares tells whether a declaration holds a port. */
export function declares(declaration: ReachDeclaration, port: ReachablePort): boolean {
  const { mesh, services } = declaration;
  return (
    mesh === port.mesh && isLetIn(declaration, port) && services.some(selector => selects(selector, port))
  );
}

/**
 * declaredTerms and portTerms share a term where a declaration selects a port. A selector with several labels is found by the
 * first of them, a service by any of its labels.
 */
export function declaredTerms({ mesh, services, admissions }: ReachDeclaration): readonly string[] {
  return services.flatMap(selector => declaredTermsOf(mesh, selector, admissions));
}

function declaredTermsOf(
  mesh: string,
  selector: ServiceSelector,
  admissions: readonly string[] | undefined,
): readonly string[] {
  if (selector.kind === 'named') return [term(mesh, selector.of, 'name', selector.name)];
  const [first] = selector.kind === 'labelled' ? sortedLabels(selector.labels) : [];
  if (first !== undefined) return [term(mesh, selector.of, 'label', ...first)];
  const asking = admissions?.map(admission => ['letting', admission]) ?? [['asking']];
  return [['all'], ...asking].map(words => term(mesh, selector.of, ...words));
}

export function portTerms({ mesh, kind, name, labels, admissions }: ReachablePort): readonly string[] {
  // For selectors of all ports, a port with admissions is found by these: a proxy that few ports let in does not look at the
  // others.
  const any = admissions === undefined ? ['all'] : ['asking'];
  return [
    term(mesh, kind, ...any),
    ...(admissions ?? []).map(admission => term(mesh, kind, 'letting', admission)),
    term(mesh, kind, 'name', name),
    ...Object.entries(labels).map(label => term(mesh, kind, 'label', ...label)),
  ];
}

function term(...words: readonly string[]): string {
  return words.join('\n');
}
