import { deepEqual } from '#lib/equal.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, type BackendUse, type Forwarding, mergeFacets, type RouteFacets } from '#model';
import { policyKinds } from './index.ts';
import type { PointPolicies, PolicyInForce } from './policies-in-force.ts';

/** Chain is what is in force along the way to a rule, the most specific first. Policies on a backend stand in its middle. */
export interface Chain {
  /** At the rule and its route. */
  readonly below: readonly (PointPolicies | undefined)[];
  /** At the listener and its gateway. */
  readonly above: readonly (PointPolicies | undefined)[];
  /** What shapes backends behind all policies: the gateway. */
  readonly also: readonly ResourceKey[];
}

/** OwnPolicies are those on the backends that a rule forwards to. */
export interface OwnPolicies {
  readonly byBackend: ReadonlyMap<BackendKey, readonly PointPolicies[]>;
  /** Those that each of its destinations has: what they say of requests holds for the rule. */
  readonly common: readonly PointPolicies[];
}

/** RouteShape is what all policies along the chain to a rule come to. */
export interface RouteShape {
  readonly route: RouteFacets;
  /** Policies that say how its backends are used, the most specific first, and the gateway where it does. */
  readonly policies: readonly ResourceKey[];
  /** The same, of backends that have policies of their own. */
  readonly ofBackends?: readonly {
    readonly backend: BackendKey;
    readonly policies: readonly ResourceKey[];
  }[];
}

/** ownPolicies finds what is in force on the backends of a forwarding; undefined where nothing is. */
export function ownPolicies(
  { destinations, mirrors }: Forwarding,
  onBackend: (backend: BackendKey) => readonly PointPolicies[],
): OwnPolicies | undefined {
  const taking = destinations.flatMap(d => (d.kind === 'backend' && d.weight > 0 ? [d.use] : []));
  const governed = [...taking, ...mirrors.map(m => m.use)]
    .flatMap((use): readonly BackendUse[] => [use, ...(use.failover ?? [])])
    .filter(use => use.policies !== undefined);
  if (governed.length === 0) return undefined;
  const byBackend = new Map(governed.map(({ backend }) => [backend, onBackend(backend)]));
  const [first = [], ...others] = taking.map(({ backend }) => byBackend.get(backend) ?? []);
  const isCommon = others.every(other => deepEqual(namesIn(other), namesIn(first)));
  return { byBackend, common: isCommon ? first : [] };
}

function namesIn(chain: readonly PointPolicies[]): readonly ResourceKey[] {
  return rulingOf(chain).map(({ policy }) => policy);
}

/** shapeOf puts together what is in force along a chain; undefined where nothing is. */
export function shapeOf({ below, above, also }: Chain, own?: OwnPolicies): RouteShape | undefined {
  const ruling = rulingOf([...below, ...(own?.common ?? []), ...above]);
  if (own === undefined && ruling.length + also.length === 0) return undefined;
  const shaping = (middle: readonly PointPolicies[]) => [
    ...rulingOf([...below, ...middle, ...above]).flatMap(p => (p.shapesBackends ? [p.policy] : [])),
    ...also,
  ];
  return {
    route: mergeFacets(...ruling.flatMap(({ route }) => route ?? [])),
    policies: shaping([]),
    ...(own === undefined
      ? {}
      : {
          ofBackends: [...own.byBackend].map(([backend, middle]) => ({ backend, policies: shaping(middle) })),
        }),
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
