import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Aged } from '#model';
import type { AnyPolicy, PolicyTarget } from '#resources';
import { policyKindOf } from './index.ts';
import { type PointKey, pointKey, pointKindOf } from './point.ts';
import type { PolicyContext, PolicyMeaning } from './policy-kind.ts';

/** PolicyState is a policy as translated, wherever it may be in force. */
export interface PolicyState extends Aged {
  readonly id: AnyPolicy['id'];
  readonly merges: boolean;
  readonly meaning: PolicyMeaning;
}

/** translatePolicy translates a policy of any kind. */
export function translatePolicy(policy: AnyPolicy, context: PolicyContext): PolicyState {
  return {
    id: policy.id,
    origin: resourceKey(policy.ref),
    created: policy.metadata.creationTimestamp ?? '',
    merges: policy.spec.merges,
    meaning: policyKindOf(policy).translate(policy, context),
  };
}

/** isOnBackends tells policies that are decided before there are backends: they cannot refer to any. */
export function isOnBackends(policy: AnyPolicy): boolean {
  return policy.spec.targets.some(
    target => canTarget(policy, target) && pointKindOf(target.group, target.kind) === 'backend',
  );
}

/** canTarget tells whether a policy may be about objects of a kind. */
export function canTarget(policy: AnyPolicy, { group, kind }: Pick<PolicyTarget, 'group' | 'kind'>): boolean {
  const point = pointKindOf(group, kind);
  return point !== undefined && policyKindOf(policy).targets.includes(point);
}

/** objectOf is the object that a target names. */
export function objectOf({ ref: { namespace } }: AnyPolicy, target: PolicyTarget): ResourceKey {
  const { group, kind, name } = target;
  return resourceKey({ group, kind, zone: localZone, namespace, name });
}

/** pointOf is where a target puts a policy. */
export function pointOf(policy: AnyPolicy, target: PolicyTarget): PointKey {
  return pointKey(objectOf(policy, target), target.sectionName);
}
