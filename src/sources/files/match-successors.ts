import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { Claim } from './claim.ts';
import type { NamelessItem } from './document.ts';
import type { Identity } from './scan-identity.ts';

/**
 * matchSuccessors decides which objects the nameless broken documents of a file mean. `orphans` are the objects of this file
 * that are in force and no longer written. A document that stood for an orphan before still does; each other document, in
 * order, stands for the first orphan left that its text does not contradict. `strangers` are the documents that stand for
 * none.
 */
export function matchSuccessors(
  orphans: readonly Claim[],
  nameless: readonly NamelessItem[],
): { successors: Map<Claim, NamelessItem>; strangers: NamelessItem[] } {
  const successors = new Map<Claim, NamelessItem>();
  const free = new Set([...orphans].sort(byPosition));
  const take = (claim: Claim, successor: NamelessItem): void => {
    successors.set(claim, successor);
    free.delete(claim);
  };
  const news = nameless.filter(candidate => {
    const known = [...free].find(claim => claim.standsFor === candidate.id);
    if (known !== undefined) take(known, candidate);
    return known === undefined;
  });
  const strangers = news.filter(candidate => {
    const first = [...free].find(claim => !contradicts(candidate.identity, claim.key));
    if (first !== undefined) take(first, candidate);
    return first === undefined;
  });
  return { successors, strangers };
}

function byPosition(a: Claim, b: Claim): number {
  return a.position.index - b.position.index || (a.key < b.key ? -1 : 1);
}

function contradicts(identity: Identity, key: ResourceKey): boolean {
  const { kind, namespace, name } = parseResourceKey(key);
  return (
    (identity.kind !== undefined && identity.kind !== kind) ||
    (identity.namespace !== undefined && identity.namespace !== namespace) ||
    (identity.name !== undefined && identity.name !== name)
  );
}
