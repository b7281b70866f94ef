import type { Collection, Graph, Index } from '#graph';
import { displayRef, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { ParentState } from '../routes/parents.ts';
import { type PointKey, parsePoint, pointKindOf, pointsOfListener } from './point.ts';
import type { PolicyOutcome } from './policy-outcomes.ts';
import type { PolicyState } from './policy-state.ts';

/** PolicyOverride says that, for something, a policy holds in place of one that is in force at `point`. */
export interface PolicyOverride {
  readonly id: PolicyState['id'];
  readonly point: PointKey;
  /** As people see it. */
  readonly of: string;
}

/** overridesKey is where the overrides of a policy at a point are found. */
export function overridesKey({ id, point }: Pick<PolicyOverride, 'id' | 'point'>): string {
  return [id, point].join('\n');
}

/** policyOverrides finds what is said more specifically than at a point, by `overridesKey`. */
export function policyOverrides(
  graph: Graph,
  outcomes: Collection<PolicyOutcome>,
  states: Collection<PolicyState>,
  parents: Collection<readonly ParentState[]>,
): Index<PolicyOverride> {
  const overrides = graph.derive<PolicyOutcome, PolicyOverride>(
    'translate/policy-overrides',
    outcomes,
    ({ policy, point, ancestors, problem }, _, track) => {
      const state = track.fetch(states, policy);
      if (state === undefined || state.merges || problem !== undefined) return [];
      const { id } = state;
      const { object, section } = parsePoint(point);
      const key = resourceKey(object);
      const of = section === undefined ? displayRef(object) : `${section} of ${displayRef(object)}`;
      const kind = pointKindOf(object.group, object.kind);
      return moreGeneral(key, section, kind, ancestors, track.fetch(parents, key)).map(
        to => [[id, to, point].join('\n'), { id, point: to, of }] as const,
      );
    },
  );
  return graph.index('translate/overrides-by-point', overrides, override => [overridesKey(override)]);
}

function moreGeneral(
  key: ResourceKey,
  section: string | undefined,
  kind: ReturnType<typeof pointKindOf>,
  ancestors: readonly ResourceKey[],
  parents: readonly ParentState[] = [],
): PointKey[] {
  const whole = section === undefined ? [] : [key];
  if (kind === 'gateway') return [...whole, ...ancestors.filter(ancestor => ancestor !== key)];
  if (kind !== 'route') return whole;
  const above = parents.flatMap(({ gateway, listeners }) =>
    gateway === undefined ? [] : listeners.flatMap(name => pointsOfListener(gateway, name)),
  );
  return [...whole, ...new Set(above)];
}
