import { type EnvoyResources, type PatchedResources, type PatchInputs, patchResources } from '#envoy';
import type { Graph } from '#graph';
import type { AddressPolicy } from '#translate';

/** patchEncoded puts patches over what was encoded; nothing where the operator allows none. */
export function patchEncoded(
  graph: Graph,
  encoded: EnvoyResources,
  inputs: PatchInputs & { readonly policy: AddressPolicy },
): PatchedResources | undefined {
  return inputs.policy.allowsPatches === true ? patchResources(graph, encoded, inputs) : undefined;
}
