import { Type } from 'typebox';
import { policyTarget } from '../gateway-api/policy-target.ts';
import { type PolicySpec, standInFor } from '../policy.ts';
import type { Read } from '../schema/readonly.ts';

/** optionTargets are what options of gloo are about. */
export const optionTargets = Type.Array(policyTarget, { maxItems: 16, default: [] });

/** readOptions gives the one form of them. Others stand beside them, and hold where they say nothing. */
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

/** optionTargetsAlone stand in for options of which nothing else can be read. */
export const optionTargetsAlone = {
  body: Type.Object({ spec: Type.Object({ targetRefs: optionTargets }) }),
  hub: ({ spec }: { readonly spec: { readonly targetRefs: Read<typeof optionTargets> } }) =>
    standInFor(readOptions(spec)),
};
