import { deepEqual } from '#lib/equal.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import {
  type BackendKey,
  type BackendUse,
  type Forwarding,
  mergeFacets,
  type Places,
  placeFactsAsked,
  type RouteFacets,
  untoldPlaceFact,
  withMembers,
} from '#model';
import type { PointPolicies, PolicyInForce } from './policies-in-force.ts';

/** Chain is the policies in force along the way to a rule, the most specific first. Policies on a backend stand in its middle. */
export interface Chain {
  /** At the rule and its route. */
  readonly below: readonly (PointPolicies | undefined)[];
  /** At the listener and its gateway. */
  readonly above: readonly (PointPolicies | undefined)[];
  /** What shapes backends with less precedence than all policies: the gateway. */
  readonly also: readonly ResourceKey[];
}

/** OwnPolicies are the policies on the backends that a rule forwards to. */
export interface OwnPolicies {
  readonly ofUses: readonly UsedBackend<{ readonly chain: readonly PointPolicies[] }>[];
  /** The policies that all of its destinations share: what they say of requests holds for the rule. */
  readonly common: readonly PointPolicies[];
}

/** UsedBackend is a backend as a rule uses it: by itself, or as one of a group, whose policies then stand above its own. */
type UsedBackend<T> = Pick<BackendUse, 'backend' | 'group'> & T;

/** RouteShape is what all policies along the chain to a rule say together. */
export interface RouteShape {
  readonly route: RouteFacets;
  /** Policies that say how its backends are used, the most specific first, and the gateway where it does. */
  readonly policies: readonly ResourceKey[];
  /** The same, for backends that have policies of their own. */
  readonly ofUses?: readonly UsedBackend<{ readonly policies: readonly ResourceKey[] }>[];
}

/** ownPolicies finds the policies in force on the backends of a forwarding; undefined where there are none. */
export function ownPolicies(
  { destinations, mirrors }: Forwarding,
  onBackend: (backend: BackendKey) => readonly PointPolicies[],
): OwnPolicies | undefined {
  const taking = destinations.flatMap(d => (d.kind === 'backend' && d.weight > 0 ? [d.use] : []));
  const governed = [...taking, ...mirrors.map(m => m.use)]
    .flatMap(withMembers)
    .filter(({ policies, group }) => policies !== undefined || group !== undefined);
  if (governed.length === 0) return undefined;
  const onGroup = ({ group }: BackendUse) => (group === undefined ? [] : onBackend(group));
  const chains = governed.map(use => ({
    backend: use.backend,
    ...(use.group === undefined ? {} : { group: use.group }),
    chain: [...onBackend(use.backend), ...onGroup(use)],
  }));
  const ofUses = [...new Map(chains.map(one => [[one.backend, one.group].join('\n'), one])).values()];
  // Which member of a group answers a request is not known beforehand: only the group's own policies say what holds for requests.
  const [first = [], ...others] = taking.map(use =>
    use.group !== undefined || use.shared !== undefined ? onGroup(use) : onBackend(use.backend),
  );
  const isCommon = others.every(other => deepEqual(namesIn(other), namesIn(first)));
  return { ofUses, common: isCommon ? first : [] };
}

function namesIn(chain: readonly PointPolicies[]): readonly ResourceKey[] {
  return rulingOf(chain).map(({ policy }) => policy);
}

/** shapeOf puts together the policies in force along a chain; undefined where there are none. */
export function shapeOf({ below, above, also }: Chain, own?: OwnPolicies): RouteShape | undefined {
  const ruling = rulingOf([...below, ...(own?.common ?? []), ...above]);
  if (own === undefined && ruling.length + also.length === 0) return undefined;
  const shaping = (middle: readonly PointPolicies[]) => [
    ...rulingOf([...below, ...middle, ...above]).flatMap(p => (p.shapesBackends ? [p.policy] : [])),
    ...also,
  ];
  return {
    route: mergeFacets(...routesOf(ruling)),
    policies: shaping([]),
    ...(own === undefined
      ? {}
      : {
          ofUses: own.ofUses.map(({ chain, ...used }) => ({ ...used, policies: shaping(chain) })),
        }),
  };
}

/**
 * placed adds to a shape the databases that tell where clients are, if its rules ask for that; where none tells, no request
 * may pass.
 */
export function placed(shape: RouteShape | undefined, places: Places | undefined): RouteShape | undefined {
  const { authorization } = shape?.route ?? {};
  if (shape === undefined || placeFactsAsked(authorization).size === 0) return shape;
  const isTold = places !== undefined && untoldPlaceFact(authorization, places.databases) === undefined;
  return { ...shape, route: { ...shape.route, ...(isTold ? { places } : { withheld: {} }) } };
}

/**
 * rulingOf gives the policies along a chain that hold. Of each kind the most specific policy rules alone, unless it lets the
 * next one hold beside it. Where several kinds speak of the same, the more specific place goes first; at one place, the kind
 * that stands first in the table.
 */
export function rulingOf(chain: readonly (PointPolicies | undefined)[]): readonly PolicyInForce[] {
  const along = chain.flatMap(at => at?.policies ?? []);
  const kinds = new Set(along.map(({ id }) => id));
  const ruling = new Set([...kinds].flatMap(id => rulingAmong(along.filter(policy => policy.id === id))));
  return along.filter(policy => ruling.has(policy));
}

/** A policy may take away what more general policies of its own dialect say (`without`); other dialects know nothing of that. */
function routesOf(ruling: readonly PolicyInForce[]): RouteFacets[] {
  const lifted = new Map<string, ReadonlySet<string>>();
  return ruling.flatMap(({ id, route }) => {
    if (route === undefined) return [];
    const dialect = id.slice(0, id.indexOf('/'));
    const gone = lifted.get(dialect) ?? new Set();
    const { without, ...own } = route;
    if (without !== undefined) lifted.set(dialect, new Set([...gone, ...Object.keys(without)]));
    if (gone.size === 0) return [own];
    // The same facets, without those that are taken away.
    return [Object.fromEntries(Object.entries(own).filter(([name]) => !gone.has(name))) as RouteFacets];
  });
}

type Ranked = Pick<PolicyInForce, 'merges' | 'childrenMerge'>;

/** rulingAmong does the same for policies of one kind, the most specific first. */
export function rulingAmong<P extends Ranked>(along: readonly P[]): readonly P[] {
  const last = along.findIndex((policy, i) => !isBeside(policy, along.slice(i + 1)));
  return last < 0 ? along : along.slice(0, last + 1);
}

/**
 * isBeside tells whether more general policies hold beside one: as it says itself (`merges`), or as the nearest of them says
 * of those below it (`childrenMerge`).
 */
function isBeside({ merges }: Ranked, moreGeneral: readonly Ranked[]): boolean {
  return merges ?? moreGeneral.find(above => above.childrenMerge !== undefined)?.childrenMerge ?? false;
}
