import { Type } from 'typebox';
import { group, kindName } from '../gateway-api/fields.ts';
import { policyTarget } from '../gateway-api/policy-target.ts';
import { labelKey, labelValue } from '../names.ts';
import { type PolicySpec, standInFor } from '../policy.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';

/** Selects all objects of a kind in the policy's own namespace that have these labels. */
const targetSelector = Type.Object(
  { group, kind: kindName, matchLabels: mapOf(labelKey, labelValue, 64) },
  { '~unserved': ['sectionName'] },
);

/** policyTargetProperties are the fields by which a policy of kgateway names its targets. */
export const policyTargetProperties = {
  targetRefs: Type.Array(policyTarget, { maxItems: 16, default: [] }),
  targetSelectors: Type.Array(targetSelector, { maxItems: 64, default: [] }),
};

type Written = Read<Type.TObject<typeof policyTargetProperties>>;

/** readTargets brings these into one form. In kgateway, several policies of one target are always merged. */
export function readTargets<S extends Written>(spec: S): PolicySpec & Omit<S, keyof Written> {
  const { targetRefs, targetSelectors, ...rest } = spec;
  const selectors = targetSelectors.map(selector => ({ ...selector, matchExpressions: [] }));
  return { ...rest, targets: targetRefs, selectors, merges: true };
}

/** targetsAlone defines the stand-in for a policy of which only the targets can be read. */
export const targetsAlone = {
  body: Type.Object({ spec: Type.Object(policyTargetProperties) }),
  hub: ({ spec }: { readonly spec: Written }) => standInFor(readTargets(spec)),
};
