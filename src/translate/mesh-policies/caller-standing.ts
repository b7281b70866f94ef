import type { ResourceKey } from '#lib/resource-ref.ts';
import { partOf, type Sidecar, wholePolicy } from '#model';
import type { PolicyItem } from './policy-item.ts';

/** CallerStanding is the traits of a calling sidecar (tags and labels, with their values) that policies ask for. */
export type CallerStanding = Readonly<Record<string, string>>;

/**
 * asSaidOf is the key of a policy as it applies to one sidecar: its own key, and where it asks for traits, their values as
 * well. Sidecars with equal values share everything that is made from it.
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
  // The encoding is needed since a name has no room for slashes and colons.
  return partOf(policy, new URLSearchParams(written).toString());
}

/**
 * standingOf reads the standing back from the keys of the policies that apply to a sidecar; undefined where none of them asks
 * for traits.
 */
export function standingOf(policies: readonly ResourceKey[]): CallerStanding | undefined {
  const parts = policies.filter(policy => wholePolicy(policy) !== policy);
  if (parts.length === 0) return undefined;
  return Object.fromEntries(
    parts.flatMap(part => [...new URLSearchParams(part.slice(wholePolicy(part).length + 1))]),
  );
}

/** Tags take precedence over labels; of several inbounds the first that has a tag decides. */
function traitsOf({ inbounds, labels }: Pick<Sidecar, 'inbounds' | 'labels'>) {
  return [...inbounds.map(({ tags }) => tags), labels];
}
