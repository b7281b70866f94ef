import type { Collection, Graph, Index } from '#graph';
import { displayRef, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type RouteStep, stepsAround } from '#model';
import type { ParentState } from '../routes/parents.ts';
import {
  type PointKey,
  type PointKind,
  parsePoint,
  pointKey,
  pointKindOf,
  pointsOfListener,
} from './point.ts';
import type { PointPolicies, PolicyInForce } from './policies-in-force.ts';
import type { PolicyOutcome } from './policy-outcomes.ts';
import type { PolicyState } from './policy-state.ts';
import { rulingAmong } from './route-shape.ts';

/** PolicyOverride says that, for something, a policy holds in place of one that is in force at `point`, or beside it. */
export interface PolicyOverride {
  readonly id: PolicyState['id'];
  readonly point: PointKey;
  /** Where the more specific policy is in force. */
  readonly by: PointKey;
  /** The same, as people see it. */
  readonly of: string;
  /** The more general one holds for what the more specific one leaves out. */
  readonly isBeside: boolean;
}

/** PolicyOverrides finds them from either end, by `overridesKey`. */
export interface PolicyOverrides {
  readonly at: Index<PolicyOverride>;
  readonly by: Index<PolicyOverride>;
}

/** overridesKey is where the overrides of a policy at a point are found. */
export function overridesKey(id: PolicyState['id'], point: PointKey): string {
  return [id, point].join('\n');
}

/** policyOverrides finds what is said more specifically than at a point. */
export function policyOverrides(
  graph: Graph,
  outcomes: Collection<PolicyOutcome>,
  states: Collection<PolicyState>,
  parents: Collection<readonly ParentState[]>,
  inForce: Collection<PointPolicies>,
): PolicyOverrides {
  const overrides = graph.derive<PolicyOutcome, PolicyOverride>(
    'translate/policy-overrides',
    outcomes,
    ({ policy, point, ancestors, problem }, _, track) => {
      const state = track.fetch(states, policy);
      if (state === undefined || problem !== undefined) return [];
      const { id } = state;
      const { object, section } = parsePoint(point);
      const key = resourceKey(object);
      const of = section === undefined ? displayRef(object) : `${section} of ${displayRef(object)}`;
      const kind = pointKindOf(object.group, object.kind);
      // What it says of a part of something, it says itself of the rest.
      const isItself = (other: PolicyInForce) =>
        state.meaning.ofSections !== undefined && other.policy === policy;
      const policiesAt = (at: PointKey) =>
        track.fetch(inForce, at)?.policies.filter(above => above.id === id && !isItself(above)) ?? [];
      const met = new Map<PointKey, boolean>();
      for (const path of pathsFrom(key, section, kind, ancestors, track.fetch(parents, key))) {
        const steps = path.map(to => ({ point: to, policies: policiesAt(to) }));
        // Where one path ends before a point and another does not, they hold together for some requests.
        for (const [to, isBeside] of metAlong(state, steps)) {
          // Gateways hold for all other backends: nobody would call that overridden.
          if (kind === 'backend' && !isBeside && to !== key) continue;
          met.set(to, isBeside || met.get(to) === true);
        }
      }
      return [...met].map(
        ([to, isBeside]) => [[id, to, point].join('\n'), { id, point: to, by: point, of, isBeside }] as const,
      );
    },
  );
  return {
    at: graph.index('translate/overrides-by-point', overrides, ({ id, point }) => [overridesKey(id, point)]),
    by: graph.index('translate/overrides-by-more-specific', overrides, ({ id, by, isBeside }) =>
      isBeside ? [overridesKey(id, by)] : [],
    ),
  };
}

/** The more general points of a policy, by each way that requests come to it, the most specific first. */
function pathsFrom(
  key: ResourceKey,
  section: string | undefined,
  kind: PointKind | undefined,
  ancestors: readonly ResourceKey[],
  parents: readonly ParentState[] = [],
): readonly (readonly PointKey[])[] {
  const whole = section === undefined ? [] : [key];
  if (kind === 'route') {
    const listeners = parents.flatMap(({ gateway, listeners, through }) =>
      gateway === undefined
        ? []
        : listeners.map(name => [...pointsOfSteps(through), ...pointsOfListener(gateway, name)]),
    );
    return listeners.length === 0 ? [whole] : listeners.map(points => [...whole, ...points]);
  }
  const gateways = ancestors.filter(ancestor => ancestor !== key);
  return gateways.length === 0 ? [whole] : gateways.map(gateway => [...whole, gateway]);
}

/** What routes above say, but for what they say before those below. */
function pointsOfSteps(through: readonly RouteStep[] | undefined): readonly PointKey[] {
  if (through === undefined) return [];
  return stepsAround({ through }).behind.flatMap(({ route, name }) =>
    name === undefined ? [route] : [pointKey(route, name), route],
  );
}

/** Step is a point along such a way, with the policies of one kind that are in force there. */
interface Step {
  readonly point: PointKey;
  readonly policies: readonly PolicyInForce[];
}

/**
 * metAlong: with those points along a way a policy has to do at which some hold beside it, or, where it lets nobody, in place of
 * which it holds. What is in force behind one that lets nobody has to do with that one.
 */
function metAlong(policy: Pick<PolicyState, 'merges' | 'childrenMerge'>, steps: readonly Step[]) {
  const above = steps.flatMap(({ policies }) => policies);
  const ruling = new Set(rulingAmong([policy, ...above]));
  const isAlone = ruling.size === 1;
  return steps
    .filter(({ policies }) => policies.length > 0 && (isAlone || policies.some(one => ruling.has(one))))
    .map(({ point }) => [point, !isAlone] as const);
}
