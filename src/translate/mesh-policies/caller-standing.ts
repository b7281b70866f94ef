import type { ResourceKey } from '#lib/resource-ref.ts';
import { partOf, type Sidecar, wholePolicy } from '#model';
import type { PolicyItem } from './policy-item.ts';

/** CallerStanding is what is known of where a sidecar stands that calls others, of what policies ask: names and values. */
export type CallerStanding = Readonly<Record<string, string>>;

/**
 * asSaidOf is a policy as it is about one sidecar: by its name, and where it asks for more, by what of it is so. Those who stand alike
 * share all that is made of it.
 */
export function asSaidOf(
  { policy, asks }: PolicyItem,
  sidecar: Pick<Sidecar, 'inbounds' | 'labels'>,
): ResourceKey {
  if (asks === undefined) return policy;
  const known = traitsOf(sidecar);
  const written = asks.flatMap(trait => {
    const value = known.find(one => one[trait] !== undefined)?.[trait];
    return value === undefined ? [] : [[trait, value] as [string, string]];
  });
  // In a name there is no room for slashes and colons.
  return partOf(policy, new URLSearchParams(written).toString());
}

/** standingOf reads it of the policies that are about a sidecar; undefined where none of them asks. */
export function standingOf(policies: readonly ResourceKey[]): CallerStanding | undefined {
  const parts = policies.filter(policy => wholePolicy(policy) !== policy);
  if (parts.length === 0) return undefined;
  return Object.fromEntries(
    parts.flatMap(part => [...new URLSearchParams(part.slice(wholePolicy(part).length + 1))]),
  );
}

/** Of its tags before its labels: those of its inbounds, the first that has one. */
function traitsOf({ inbounds, labels }: Pick<Sidecar, 'inbounds' | 'labels'>) {
  return [...inbounds.map(({ tags }) => tags), labels];
}
