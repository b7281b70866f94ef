import type { Index } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import type { PolicyInquiry } from '#model';
import { parsePoint, pointKey } from './point.ts';
import type { PointPolicies } from './policies-in-force.ts';
import type { PolicyOutcome } from './policy-outcomes.ts';
import { overridesKey, type PolicyOverrides } from './policy-overrides.ts';
import { misplaced } from './policy-reports.ts';
import { rulingOf } from './route-shape.ts';
import type { TranslatedPolicies } from './translate-policies.ts';

/** What is asked. */
export interface Inquired extends Pick<TranslatedPolicies, 'policies' | 'inForce'> {
  readonly outcomesByPolicy: Index<PolicyOutcome>;
  readonly overrides: PolicyOverrides;
}

/** inquirePolicies answers from what is held at the moment of asking. */
export function inquirePolicies({ policies, inForce, outcomesByPolicy, overrides }: Inquired): PolicyInquiry {
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
    ruling: chain =>
      rulingAlong(chain.map(({ object, section }) => inForce.get(pointKey(resourceKey(object), section)))),
  };
}

function rulingAlong(chain: readonly (PointPolicies | undefined)[]) {
  return rulingOf(chain).flatMap(ruling => {
    const at = chain.find(one => one?.policies.includes(ruling));
    return at === undefined
      ? []
      : [{ policy: ruling.policy, says: Object.keys(ruling.route ?? {}), ...parsePoint(at.point) }];
  });
}
