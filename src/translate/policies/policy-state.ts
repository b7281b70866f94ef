import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Aged } from '#model';
import type { AnyPolicy, PolicyTarget } from '#resources';
import { given } from './given.ts';
import { policyKindOf } from './index.ts';
import { type PointKey, pointKey, pointKindOf } from './point.ts';
import type { PolicyContext, PolicyMeaning } from './policy-kind.ts';

/** PolicyState is a policy as translated, wherever it may be in force. */
export interface PolicyState extends Aged {
  readonly id: AnyPolicy['id'];
  /** As in PolicySpec. */
  readonly merges?: boolean;
  readonly childrenMerge?: boolean;
  readonly meaning: PolicyMeaning;
}

/** translatePolicy translates a policy of any kind. */
export function translatePolicy(policy: AnyPolicy, context: PolicyContext): PolicyState {
  return {
    id: policy.id,
    origin: resourceKey(policy.ref),
    created: policy.metadata.creationTimestamp ?? '',
    ...given({ merges: policy.spec.merges, childrenMerge: policy.spec.childrenMerge }),
    meaning: meaningOf(policy, context),
  };
}

function meaningOf(policy: AnyPolicy, context: PolicyContext): PolicyMeaning {
  const kind = policyKindOf(policy);
  const { ref, spec } = policy;
  if (spec.isUnreadable !== true) return kind.translate(policy, context);
  switch (kind.guards) {
    case 'listeners':
      return { listener: { withheld: {} } };
    case 'requests':
      return { route: { withheld: {} } };
    case 'backend-tls': {
      const message = `${ref.kind} ${ref.namespace}/${ref.name} cannot be read`;
      return { tls: { reason: 'InvalidBackendTLS', message, cause: ref } };
    }
    case 'nothing':
      return {};
  }
}

/** isOnBackends tells whether a policy is decided before there are backends: then it cannot refer to any. */
export function isOnBackends(policy: AnyPolicy): boolean {
  return [...policy.spec.targets, ...policy.spec.selectors].some(
    target => canTarget(policy, target) && pointKindOf(target.group, target.kind) === 'backend',
  );
}

/** canTarget tells whether a policy may be about objects of a kind. */
export function canTarget(
  policy: AnyPolicy,
  { group, kind, namespace = policy.ref.namespace }: Pick<PolicyTarget, 'group' | 'kind' | 'namespace'>,
): boolean {
  if (namespace !== policy.ref.namespace) return false;
  const point = pointKindOf(group, kind);
  return point !== undefined && policyKindOf(policy).targets.includes(point);
}

/** objectOf is the object that a target names. */
export function objectOf({ ref: { namespace } }: AnyPolicy, target: PolicyTarget): ResourceKey {
  const { group, kind, name } = target;
  return resourceKey({ group, kind, zone: localZone, namespace: target.namespace ?? namespace, name });
}

/** pointOf is the point that a target of a policy names. */
export function pointOf(policy: AnyPolicy, target: PolicyTarget): PointKey {
  return pointKey(objectOf(policy, target), target.sectionName);
}
