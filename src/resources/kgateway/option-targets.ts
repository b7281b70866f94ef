import { Type } from 'typebox';
import { policyTarget } from '../gateway-api/policy-target.ts';
import { type PolicySpec, standInFor } from '../policy.ts';
import type { Read } from '../schema/readonly.ts';

/** optionTargets are the targets of gloo's options. */
export const optionTargets = Type.Array(policyTarget, { maxItems: 16, default: [] });

/** readOptions brings options into one form. Several options of one target are merged: others fill in what one leaves unset. */
export function readOptions<O>({
  targetRefs,
  options,
}: {
  readonly targetRefs: Read<typeof optionTargets>;
  readonly options?: O;
}): PolicySpec & { readonly options?: O } {
  const targets: PolicySpec = { targets: targetRefs, selectors: [], merges: true };
  return { ...targets, ...(options === undefined ? {} : { options }) };
}

/** optionTargetsAlone defines the stand-in for options of which only the targets can be read. */
export const optionTargetsAlone = {
  body: Type.Object({ spec: Type.Object({ targetRefs: optionTargets }) }),
  hub: ({ spec }: { readonly spec: { readonly targetRefs: Read<typeof optionTargets> } }) =>
    standInFor(readOptions(spec)),
};
