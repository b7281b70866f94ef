import type { Introspection } from '#inspect';
import { groupBy } from '#lib/group-by.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { AppliedPart, Sidecar } from '#model';
import { attachmentsOf } from './attachments.ts';
import { metaOf } from './rule.ts';

/** affectedDataplanes are the Dataplanes that a policy is about, in Kuma's form (`_resources/dataplanes`). */
export function affectedDataplanes(policy: ResourceKey, within: string, introspection: Introspection) {
  return partsWithin(policy, within, introspection).map(({ sidecar }) => metaOf(sidecar, introspection));
}

/** affectedParts are the same with the inbounds and the services that the policy is about there, in Kuma's older form. */
export function affectedParts(policy: ResourceKey, introspection: Introspection): readonly object[] {
  return partsWithin(policy, '', introspection).flatMap(part => {
    const sidecar = introspection.mesh.sidecar(part.sidecar);
    return sidecar === undefined ? [] : [affectedPart(sidecar, part, introspection)];
  });
}

function affectedPart(sidecar: Sidecar, { items }: AppliedPart, introspection: Introspection): object {
  const attached = items.flatMap(item => attachmentsOf(item, sidecar, introspection.mesh));
  const once = groupBy(attached, attachment => JSON.stringify(attachment));
  return {
    kind: 'SidecarDataplane',
    dataplane: { mesh: sidecar.mesh, name: sidecar.name },
    attachments: [...once.values()].flatMap(([first]) => first ?? []),
  };
}

function partsWithin(policy: ResourceKey, within: string, { mesh }: Introspection): readonly AppliedPart[] {
  return mesh.partsOf(policy).filter(({ sidecar }) => parseResourceKey(sidecar).name.includes(within));
}
