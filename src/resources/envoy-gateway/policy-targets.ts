import { Type } from 'typebox';
import { gatewayApiGroup, group, kindName } from '../gateway-api/fields.ts';
import { labelSelector, selectorWhereAsked } from '../gateway-api/label-selector.ts';
import { policyTarget } from '../gateway-api/policy-target.ts';
import { type PolicySpec, standInFor } from '../policy.ts';
import { defaulted, deprecated, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';

/** Selects targets by their labels, in the policy's own namespace if no others are chosen. */
const targetSelector = Type.Object({
  group: defaulted(group, gatewayApiGroup),
  kind: kindName,
  ...labelSelector.properties,
  namespaces: Type.Optional(
    ruled(
      Type.Object({
        from: Type.Enum(['Same', 'All', 'Selector'], { default: 'Same' }),
        selector: Type.Optional(labelSelector),
      }),
      selectorWhereAsked,
    ),
  ),
});

/** policyTargetProperties are the fields by which a policy of Envoy Gateway names its targets. */
export const policyTargetProperties = {
  targetRef: Type.Optional(deprecated(policyTarget, 'targetRefs')),
  targetRefs: Type.Array(policyTarget, { maxItems: 64, default: [] }),
  targetSelectors: Type.Array(targetSelector, { maxItems: 64, default: [] }),
  mergeType: Type.Optional(Type.Enum(['JSONMerge', 'StrategicMerge', 'Replace'])),
};

type Written = Read<Type.TObject<typeof policyTargetProperties>>;

/** readTargets brings these into one form, and leaves the rest of a policy as it is. */
export function readTargets<S extends Written>(spec: S): PolicySpec & Omit<S, keyof Written> {
  const { targetRef, targetRefs, targetSelectors, mergeType, ...rest } = spec;
  return {
    ...rest,
    targets: targetRef === undefined ? targetRefs : [targetRef, ...targetRefs],
    selectors: targetSelectors,
    ...(mergeType === undefined ? {} : { merges: mergeType !== 'Replace' }),
  };
}

/** targetsAlone defines the stand-in for a policy of which only the targets can be read. */
export const targetsAlone = {
  body: Type.Object({ spec: Type.Object(policyTargetProperties) }),
  hub: ({ spec }: { readonly spec: Written }) => standInFor(readTargets(spec)),
};
