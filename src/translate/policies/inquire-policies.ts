import type { Index } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import type { PolicyInquiry, PolicyPlace, RulingPolicy } from '#model';
import { parsePoint, pointKey } from './point.ts';
import { inForce as asInForce, type PolicyInForce } from './policies-in-force.ts';
import type { PolicyOutcome } from './policy-outcomes.ts';
import { overridesKey, type PolicyOverrides } from './policy-overrides.ts';
import { misplaced } from './policy-reports.ts';
import { rulingOf } from './route-shape.ts';
import type { TranslatedPolicies } from './translate-policies.ts';

/** Inquired is what questions are answered from. */
export interface Inquired extends Pick<TranslatedPolicies, 'policies' | 'inForce' | 'states'> {
  readonly outcomesByPolicy: Index<PolicyOutcome>;
  readonly overrides: PolicyOverrides;
}

/** inquirePolicies answers questions about policies, by what holds at the moment of asking. */
export function inquirePolicies(inquired: Inquired): PolicyInquiry {
  const { policies, outcomesByPolicy, overrides } = inquired;
  return {
    targetsOf(key) {
      const policy = policies.get(key);
      if (policy === undefined) return [];
      return [...outcomesByPolicy.lookup(key), ...misplaced(policy)].map(({ point, ancestors, problem }) => ({
        ...parsePoint(point),
        ancestors,
        ...(problem === undefined ? {} : { problem }),
        overriddenFor:
          problem === undefined
            ? overrides.at
                .lookup(overridesKey(policy.id, point))
                .flatMap(({ of, isBeside }) => (isBeside ? [] : [of]))
            : [],
      }));
    },
    ruling: chain => rulingAlong(chain, inquired),
  };
}

function rulingAlong(chain: readonly PolicyPlace[], { inForce, states }: Inquired): RulingPolicy[] {
  const found = chain.flatMap(place => {
    const policies = policiesAt(place, inForce, states);
    return policies.length === 0 ? [] : [{ place, policies }];
  });
  const points = found.map(({ policies }) => ({ point: '', policies }));
  return rulingOf(points).flatMap(ruling => {
    const at = found.find(one => one.policies.includes(ruling));
    if (at === undefined) return [];
    return [{ policy: ruling.policy, says: Object.keys(ruling.route ?? {}), ...at.place }];
  });
}

function policiesAt(
  { object, section, names }: PolicyPlace,
  inForce: Inquired['inForce'],
  states: Inquired['states'],
): readonly PolicyInForce[] {
  if (names === undefined) return inForce.get(pointKey(resourceKey(object), section))?.policies ?? [];
  const state = states.get(names);
  return state === undefined ? [] : [asInForce(state, undefined, false)];
}
