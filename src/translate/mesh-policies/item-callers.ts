import type { CallerCondition } from '#model';
import type { PolicyItem } from './policy-item.ts';

type Identity = CallerCondition['oneOf'][number];

/**
 * itemCallers are the callers that an item is about, by their identities; nothing where it is about all. A caller of the old sort has its
 * service, and each of its tags, in its certificate (`kuma-policies.md`, MeshTrafficPermission).
 */
export function itemCallers({ mesh, subject }: PolicyItem): readonly CallerCondition[] {
  if (subject.kind !== 'inbound') return [];
  const { from, matches } = subject;
  if (matches.length > 0)
    return [oneOf(matches.flatMap(({ spiffeID }) => (spiffeID === undefined ? [] : [identity(spiffeID)])))];
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

function identity({ type, value }: { readonly type: 'Exact' | 'Prefix'; readonly value: string }): Identity {
  return { kind: type === 'Exact' ? 'exact' : 'prefix', identity: value };
}

function exact(value: string): Identity {
  return { kind: 'exact', identity: value };
}

function tagged(tags: Readonly<Record<string, string>> = {}): readonly CallerCondition[] {
  return Object.entries(tags).map(([tag, value]) =>
    oneOf([value === '*' ? { kind: 'prefix', identity: `kuma://${tag}/` } : exact(`kuma://${tag}/${value}`)]),
  );
}

function oneOf(identities: readonly Identity[]): CallerCondition {
  return { oneOf: identities, isInverted: false };
}
