import type { Collection, Graph, Index } from '#graph';
import { displayRef, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { ParentState } from '../routes/parents.ts';
import { type PointKey, parsePoint, pointKindOf, pointsOfListener } from './point.ts';
import type { PolicyOutcome } from './policy-outcomes.ts';
import type { PolicyState } from './policy-state.ts';

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
): PolicyOverrides {
  const overrides = graph.derive<PolicyOutcome, PolicyOverride>(
    'translate/policy-overrides',
    outcomes,
    ({ policy, point, ancestors, problem }, _, track) => {
      const state = track.fetch(states, policy);
      if (state === undefined || problem !== undefined) return [];
      const { id, merges: isBeside } = state;
      const { object, section } = parsePoint(point);
      const key = resourceKey(object);
      const of = section === undefined ? displayRef(object) : `${section} of ${displayRef(object)}`;
      const kind = pointKindOf(object.group, object.kind);
      return moreGeneral(key, section, kind, ancestors, isBeside, track.fetch(parents, key)).map(
        to => [[id, to, point].join('\n'), { id, point: to, by: point, of, isBeside }] as const,
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

function moreGeneral(
  key: ResourceKey,
  section: string | undefined,
  kind: ReturnType<typeof pointKindOf>,
  ancestors: readonly ResourceKey[],
  isBeside: boolean,
  parents: readonly ParentState[] = [],
): PointKey[] {
  const whole = section === undefined ? [] : [key];
  const gateways = ancestors.filter(ancestor => ancestor !== key);
  if (kind === 'gateway') return [...whole, ...gateways];
  // What a backend says goes before its gateways in the routes that lead there, and they hold for all others.
  if (kind !== 'route') return isBeside ? [...whole, ...gateways] : whole;
  const above = parents.flatMap(({ gateway, listeners }) =>
    gateway === undefined ? [] : listeners.flatMap(name => pointsOfListener(gateway, name)),
  );
  return [...whole, ...new Set(above)];
}
