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

/** PolicyOverride says that a more specific policy holds for something in place of the one in force at `point`, or beside it. */
export interface PolicyOverride {
  readonly id: PolicyState['id'];
  readonly point: PointKey;
  /** Where the more specific policy is in force. */
  readonly by: PointKey;
  /** The same, in words. */
  readonly of: string;
  /** The more general one holds for what the more specific one leaves out. */
  readonly isBeside: boolean;
}

/** PolicyOverrides finds overrides by `overridesKey`: `at`, of the more general point; `by`, of the more specific one. */
export interface PolicyOverrides {
  readonly at: Index<PolicyOverride>;
  readonly by: Index<PolicyOverride>;
}

/** overridesKey is the key of the overrides of a kind of policy at a point. */
export function overridesKey(id: PolicyState['id'], point: PointKey): string {
  return [id, point].join('\n');
}

/** policyOverrides finds which policies at a point have more specific ones. */
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
      // A policy that also speaks of sections does not override itself there.
      const isItself = (other: PolicyInForce) =>
        state.meaning.ofSections !== undefined && other.policy === policy;
      const policiesAt = (at: PointKey) =>
        track.fetch(inForce, at)?.policies.filter(above => above.id === id && !isItself(above)) ?? [];
      const met = new Map<PointKey, boolean>();
      for (const path of pathsFrom(key, section, kind, ancestors, track.fetch(parents, key))) {
        const steps = path.map(to => ({ point: to, policies: policiesAt(to) }));
        // Where it holds alone on one path and beside others on another, they hold together for some requests.
        for (const [to, isBeside] of metAlong(state, steps)) {
          // A policy of a gateway still holds for all other backends: nobody would call that overridden.
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

/** The more general points than a policy's own, for each way that requests come to it, the most specific first. */
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

/** The points of the routes above, without those that go before the routes below. */
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
 * metAlong gives the points along a way that have to do with a policy. Where it lets more general policies hold beside it,
 * those are the points where such are in force (`true`), and not what is behind one that lets none. Else they are all points
 * in place of which it holds (`false`).
 */
function metAlong(policy: Pick<PolicyState, 'merges' | 'childrenMerge'>, steps: readonly Step[]) {
  const above = steps.flatMap(({ policies }) => policies);
  const ruling = new Set(rulingAmong([policy, ...above]));
  const isAlone = ruling.size === 1;
  return steps
    .filter(({ policies }) => policies.length > 0 && (isAlone || policies.some(one => ruling.has(one))))
    .map(({ point }) => [point, !isAlone] as const);
}
