import type { Collection, Graph, Index } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { classKey, type Sidecar } from '#model';
import { asSaidOf } from './caller-standing.ts';
import { namedTerms, proxyTerms } from './item-terms.ts';
import { isForAllAlike, type MatchedProxy, matchedInbounds } from './match-proxy.ts';
import { isOfPlaces, type PolicyItem } from './policy-item.ts';

/**
 * NarrowMatch says that an item which is not the same for a whole mesh applies to a sidecar, and at which of its inbounds.
 */
export interface NarrowMatch {
  readonly item: PolicyItem;
  readonly sidecar: string;
  readonly inbounds: readonly string[];
}

/** ProxyClass is the sidecars to whose calls the same narrower policies apply. */
export interface ProxyClass {
  readonly mesh: string;
  /** The policies as they apply to the class (`asSaidOf`), in the order of their keys. */
  readonly policies: readonly ResourceKey[];
}

/** ProxyClasses is which sidecars are in which class. A sidecar to whose calls no narrower policy applies is in none. */
export interface ProxyClasses {
  /** By the key of the sidecar. */
  readonly matches: Index<NarrowMatch>;
  readonly byPolicy: Index<NarrowMatch>;
  /** By the key of the sidecar. */
  readonly classOf: Collection<ProxyClass>;
  /** Every class that some sidecar is in, by `classKey`. */
  readonly classes: Collection<ProxyClass>;
}

/**
 * proxyClasses derives them. Which items apply to a sidecar is found in two steps, so that what many sidecars share is not
 * kept for each: items about the whole mesh apply to all, and the others put the sidecars that they match into a class. So do
 * items that depend on the caller's traits: they say the same to all sidecars with equal traits. A change to a policy or a
 * sidecar costs only what it may be about.
 */
export function proxyClasses(
  graph: Graph,
  items: Collection<PolicyItem>,
  sidecars: Collection<Sidecar>,
): ProxyClasses {
  const narrow = graph.view<PolicyItem, PolicyItem>('translate/narrower-items', items, item =>
    isForAllAlike(item) ? undefined : item,
  );
  const matches = graph.pair<PolicyItem, Sidecar, NarrowMatch>(
    'translate/matches-of-sidecars',
    narrow,
    sidecars,
    {
      leftTerms: namedTerms,
      rightTerms: sidecar => proxyTerms(sidecar),
      make: (item, sidecar, _item, key) => {
        const inbounds = matchedInbounds(item, matchedProxy(sidecar));
        return inbounds && { item, sidecar: key, inbounds: inbounds.map(({ name }) => name) };
      },
    },
  );
  const bySidecar = graph.index('translate/matches-by-sidecar', matches, ({ sidecar }) => [sidecar]);
  const classOf = graph.map<Sidecar, ProxyClass>(
    'translate/classes-of-sidecars',
    sidecars,
    (sidecar, key, track) => {
      const called = track
        .fetchAll(bySidecar, key)
        .filter(({ item }) => item.subject.kind === 'outbound' || isOfPlaces(item));
      const policies = [...new Set(called.map(({ item }) => asSaidOf(item, sidecar)))].sort();
      return policies.length === 0 ? undefined : { mesh: sidecar.mesh, policies };
    },
  );
  return {
    matches: bySidecar,
    byPolicy: graph.index('translate/matches-by-policy', matches, ({ item }) => [item.policy]),
    classOf,
    classes: graph.derive<ProxyClass, ProxyClass>('translate/proxy-classes', classOf, one => [
      [classKey(one.policies), one],
    ]),
  };
}

/** matchedProxy is a sidecar as policies are matched against it. */
export function matchedProxy(sidecar: Sidecar): MatchedProxy {
  return { ...sidecar, type: 'Sidecar' };
}
