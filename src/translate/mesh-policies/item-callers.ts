import type { CallerCondition, CallerPattern } from '#model';
import type { CallerMatch } from '#resources';
import type { PolicyItem } from './policy-item.ts';

type WrittenId = NonNullable<CallerMatch['spiffeID']>;

/**
 * itemCallers are the callers that an item is about, by their identities; empty where it is about all. A caller named in the
 * old way (`from`) has its service, and each of its tags, in its certificate (`kuma-policies.md`, MeshTrafficPermission).
 */
export function itemCallers({ mesh, subject }: PolicyItem): readonly CallerCondition[] {
  if (subject.kind !== 'inbound') return [];
  const { from, matches } = subject;
  // The SNI is not known here, so a match that asks for one matches nobody.
  const known = matches.filter(({ sni }) => sni === undefined);
  if (matches.length > 0) return [callersOf(known.flatMap(({ spiffeID }) => spiffeID ?? []))];
  switch (from?.kind) {
    case 'MeshService':
      return [oneOf([exact(`spiffe://${mesh}/${from.name}`)])];
    case 'MeshServiceSubset':
      return [oneOf([exact(`spiffe://${mesh}/${from.name}`)]), ...tagged(from.tags)];
    case 'MeshSubset':
      return tagged(from.tags);
    default:
      return [];
  }
}

/** callersOf is the condition that a caller has one of these SPIFFE IDs. */
export function callersOf(ids: readonly WrittenId[]): CallerCondition {
  return oneOf(ids.map(identity));
}

function identity({ type, value }: WrittenId): CallerPattern {
  return { kind: type === 'Exact' ? 'exact' : 'prefix', identity: value };
}

function exact(value: string): CallerPattern {
  return { kind: 'exact', identity: value };
}

function tagged(tags: Readonly<Record<string, string>> = {}): readonly CallerCondition[] {
  return Object.entries(tags).map(([tag, value]) =>
    oneOf([value === '*' ? { kind: 'prefix', identity: `kuma://${tag}/` } : exact(`kuma://${tag}/${value}`)]),
  );
}

function oneOf(identities: readonly CallerPattern[]): CallerCondition {
  return { oneOf: identities };
}
