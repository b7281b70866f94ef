import { type EnvoyResources, type PatchedResources, type PatchInputs, patchResources } from '#envoy';
import type { Graph } from '#graph';
import type { AddressPolicy, Translation } from '#translate';

type Inputs = Omit<PatchInputs, 'places' | 'modifiedUses'> & {
  readonly policy: AddressPolicy;
  readonly mesh: Pick<Translation['mesh'], 'gateways' | 'modifiedUses' | 'added'>;
};

/** patchEncoded applies patches to the encoded resources; undefined where the operator allows none. */
export function patchEncoded(
  graph: Graph,
  encoded: EnvoyResources,
  { mesh, policy, ...inputs }: Inputs,
): PatchedResources | undefined {
  if (policy.allowsPatches !== true) return undefined;
  return patchResources(graph, encoded, {
    ...inputs,
    patches: graph.join('main/patches', [inputs.patches, mesh.added]),
    places: mesh.gateways,
    modifiedUses: mesh.modifiedUses,
  });
}
