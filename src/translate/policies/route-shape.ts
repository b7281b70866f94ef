import type { ResourceKey } from '#lib/resource-ref.ts';
import { mergeFacets, type RouteFacets } from '#model';
import { policyKinds } from './index.ts';
import type { PointPolicies, PolicyInForce } from './policies-in-force.ts';

/** RouteShape is what all policies along the chain to a rule come to. */
export interface RouteShape {
  readonly route: RouteFacets;
  /** Policies that say how its backends are used, the most specific first, and the gateway where it does. */
  readonly policies: readonly ResourceKey[];
}

/** shapeOf puts together what is in force at the points of a chain, the most specific first; `also` shape its backends, too. */
export function shapeOf(
  chain: readonly (PointPolicies | undefined)[],
  also: readonly ResourceKey[],
): RouteShape | undefined {
  const ruling = rulingOf(chain);
  if (ruling.length + also.length === 0) return undefined;
  return {
    route: mergeFacets(...ruling.flatMap(({ route }) => route ?? [])),
    policies: [...ruling.filter(p => p.shapesBackends).map(p => p.policy), ...also],
  };
}

/** rulingOf: of each kind the most specific policy rules alone, unless it lets the next one speak beside it. */
export function rulingOf(chain: readonly (PointPolicies | undefined)[]): readonly PolicyInForce[] {
  return policyKinds.flatMap(({ id }) => {
    const along = chain.flatMap(at => at?.policies.find(p => p.id === id) ?? []);
    const last = along.findIndex(policy => !policy.merges);
    return last < 0 ? along : along.slice(0, last + 1);
  });
}
