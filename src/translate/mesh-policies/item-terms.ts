import { type ReachablePort, sortedLabels } from '#model';
import { legacyParts } from './match-destination.ts';
import type { MatchedProxy, NamedProxies } from './match-proxy.ts';
import { isOfPlaces, type PolicyItem } from './policy-item.ts';

/**
 * calledTerms and destinationTerms share a term where an item may be about a destination, so that an item is compared with
 * candidates only. An item that asks for several labels is found by the first of them.
 */
export function calledTerms(item: PolicyItem): readonly string[] {
  const { mesh, subject } = item;
  if (isOfPlaces(item)) return [term(mesh, 'all')];
  if (subject.kind !== 'outbound') return [];
  const { kind, name, labels = {} } = subject.to;
  if (kind === 'Mesh') return [term(mesh, 'all')];
  if (kind === 'MeshHTTPRoute') return [];
  if (name !== undefined)
    return [...new Set([name, legacyParts(name)?.name ?? name])].map(n => term(mesh, 'name', n));
  return sortedLabels(labels)
    .slice(0, 1)
    .map(label => term(mesh, 'label', ...label));
}

export function destinationTerms({ mesh, name, labels }: ReachablePort): readonly string[] {
  const display = labels['kuma.io/display-name'] ?? name;
  return [
    term(mesh, 'all'),
    ...[...new Set([name, display])].map(n => term(mesh, 'name', n)),
    ...Object.entries(labels).map(label => term(mesh, 'label', ...label)),
  ];
}

/** namedTerms and proxyTerms share a term where a policy may be about a proxy. */
export function namedTerms({
  mesh,
  proxies: { kind, name, labels = {}, tags = {} },
}: NamedProxies): readonly string[] {
  switch (kind) {
    case 'Mesh':
      return [term(mesh, 'all')];
    case 'Dataplane': {
      if (name !== undefined) return [term(mesh, 'name', name)];
      const [label] = sortedLabels(labels);
      return [label === undefined ? term(mesh, 'all') : term(mesh, 'label', ...label)];
    }
    case 'MeshSubset': {
      const [tag] = sortedLabels(tags);
      return [tag === undefined ? term(mesh, 'all') : tagTerm(mesh, ...tag)];
    }
    case 'MeshService':
    case 'MeshServiceSubset':
      return name === undefined ? [] : [tagTerm(mesh, 'kuma.io/service', name)];
    case 'MeshGateway':
    case 'MeshHTTPRoute':
    case 'MeshExternalService':
    case 'MeshMultiZoneService':
      return [];
  }
}

export function proxyTerms({ mesh, name, labels, inbounds }: Omit<MatchedProxy, 'type'>): readonly string[] {
  const tags = inbounds.flatMap(inbound => Object.entries(inbound.tags));
  return [
    term(mesh, 'all'),
    ...[...new Set([name, labels['kuma.io/display-name'] ?? name])].map(n => term(mesh, 'name', n)),
    ...Object.entries(labels).map(label => term(mesh, 'label', ...label)),
    ...new Set(tags.flatMap(([tag, value]) => [tagTerm(mesh, tag, value), tagTerm(mesh, tag, '*')])),
  ];
}

function tagTerm(mesh: string, tag: string, value: string): string {
  return term(mesh, 'tag', tag, value);
}

function term(...words: readonly string[]): string {
  return words.join('\n');
}
