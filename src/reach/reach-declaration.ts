import { hashBytes } from '#lib/stable-hash.ts';

/** ServiceSelector is how a proxy says which services of its mesh it reaches. */
export type ServiceSelector =
  | { readonly kind: 'all' }
  | { readonly kind: 'named'; readonly name: string }
  /** Services that have all of these labels. */
  | { readonly kind: 'labelled'; readonly labels: Readonly<Record<string, string>> };

/**
 * ReachDeclaration is what a proxy declares that it reaches: services that any of its selectors selects. Proxies with equal
 * declarations share one reach set.
 */
export interface ReachDeclaration {
  /** What is of another mesh is never reached. */
  readonly mesh: string;
  readonly services: readonly ServiceSelector[];
  /**
   * Names of the policies that shape all that the proxy sends, in their order. Two classes of proxies that one policy treats
   * differently do not use a service alike, and so have two sets.
   */
  readonly policies: readonly string[];
}

/** ReachableService is what of a service decides who reaches it. */
export interface ReachableService {
  readonly mesh: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** reachSetName is the same for equal declarations, in whatever order they are written, and for no others. */
export function reachSetName({ mesh, services, policies }: ReachDeclaration): string {
  const said = new Set(services.map(selector => JSON.stringify(canonical(selector))));
  const everything = JSON.stringify(canonical({ kind: 'all' }));
  return `reach:${hashBytes(JSON.stringify([mesh, said.has(everything) ? [everything] : [...said].sort(), policies]))}`;
}

/** selects: the declaration holds this service. */
export function selects({ mesh, services }: ReachDeclaration, service: ReachableService): boolean {
  return mesh === service.mesh && services.some(selector => selectorSelects(selector, service));
}

/**
 * declaredTerms and serviceTerms have one in common where a declaration selects a service. A selector with several labels is
 * found by the first of them, a service by any.
 */
export function declaredTerms({ mesh, services }: ReachDeclaration): readonly string[] {
  return services.map(selector => declaredTerm(mesh, selector));
}

function declaredTerm(mesh: string, selector: ServiceSelector): string {
  const written = canonical(selector);
  switch (written.kind) {
    case 'all':
      return term(mesh, 'all');
    case 'named':
      return term(mesh, 'name', written.name);
    case 'labelled':
      return term(mesh, 'label', ...(written.labels[0] ?? []));
  }
}

export function serviceTerms({ mesh, name, labels }: ReachableService): readonly string[] {
  return [
    term(mesh, 'all'),
    term(mesh, 'name', name),
    ...Object.entries(labels).map(label => term(mesh, 'label', ...label)),
  ];
}

type Canonical =
  | Exclude<ServiceSelector, { kind: 'labelled' }>
  | { readonly kind: 'labelled'; readonly labels: readonly (readonly [string, string])[] };

/** Labels in order; to ask for no label is to ask for all. */
function canonical(selector: ServiceSelector): Canonical {
  if (selector.kind !== 'labelled') return selector;
  const labels = Object.entries(selector.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return labels.length === 0 ? { kind: 'all' } : { kind: 'labelled', labels };
}

function selectorSelects(selector: ServiceSelector, { name, labels }: ReachableService): boolean {
  switch (selector.kind) {
    case 'all':
      return true;
    case 'named':
      return selector.name === name;
    case 'labelled':
      return Object.entries(selector.labels).every(([label, value]) => labels[label] === value);
  }
}

function term(...words: readonly string[]): string {
  return words.join('\n');
}
