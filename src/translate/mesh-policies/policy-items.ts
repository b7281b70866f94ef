import type { Collection, Graph } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import type { Sidecar } from '#model';
import { type AnyMeshPolicy, type Mesh, meshPolicyKinds as written } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { Inputs } from '../inputs.ts';
import { defaultPolicies } from './default-policies.ts';
import { meshPolicyKinds } from './index.ts';
import { itemsOf, type PolicyItem } from './policy-item.ts';

/** MeshPolicyItems are the policies of meshes, and all their items. */
export interface MeshPolicyItems {
  readonly policies: Collection<AnyMeshPolicy>;
  /** Each item by a key of its own. */
  readonly items: Collection<PolicyItem>;
}

/** policyItems derives the items of the policies of meshes: those that were written, and those that a mesh begins with. */
export function policyItems(
  graph: Graph,
  inputs: Inputs,
  sidecars: Collection<Sidecar>,
  meshOf: (name: string) => string,
  { allowsPatches = false }: AddressPolicy,
): MeshPolicyItems {
  const policies = graph.join<AnyMeshPolicy>(
    'translate/policies-of-meshes',
    written.map(({ id }) => inputs.of(id)),
  );
  const meshes: Collection<Mesh> = inputs.of('kuma/Mesh');
  const inUse = graph.derive<Sidecar, string>('translate/meshes-in-use', sidecars, ({ mesh }) => [
    [mesh, mesh],
  ]);
  const begun = graph.derive<string, PolicyItem>(
    'translate/items-of-new-meshes',
    inUse,
    (mesh, _key, track) => {
      return defaultPolicies(mesh, track.fetch(meshes, meshOf(mesh)))
        .filter(({ ref }) => track.fetch(policies, resourceKey(ref)) === undefined)
        .flatMap(keyed);
    },
  );
  return {
    policies,
    items: graph.join<PolicyItem>('translate/items-of-policies', [
      graph.derive<AnyMeshPolicy, PolicyItem>('translate/written-items', policies, policy =>
        policy.id === 'kuma/MeshProxyPatch' && !allowsPatches ? [] : keyed(policy),
      ),
      begun,
    ]),
  };
}

function keyed(policy: AnyMeshPolicy): readonly (readonly [string, PolicyItem])[] {
  return askingItemsOf(policy).map(item => [[item.policy, item.rank.index].join('\n'), item]);
}

/** askingItemsOf are the items of a policy, each with the traits of callers that the policy asks for. */
function askingItemsOf(policy: AnyMeshPolicy): readonly PolicyItem[] {
  const items = itemsOf(policy);
  const kind = meshPolicyKinds.find(({ id }) => id === policy.id);
  const asks = new Set(items.flatMap(({ settings }) => kind?.asks?.(settings) ?? []));
  return asks.size === 0 ? items : items.map(item => ({ ...item, asks: [...asks].sort() }));
}
