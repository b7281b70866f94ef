import type { ResourceKey } from '#lib/resource-ref.ts';
import type { AppliedItem, AppliedPart, BackendKey, CalledPort, Sidecar } from '#model';
import type { Inspected } from '../inspected.ts';
import type { ShownObject } from '../shown-object.ts';
import { reachedPorts } from './reached-ports.ts';
import { settingsAt } from './settings-at.ts';

/** ShownItem is an entry of a policy that applies to a sidecar, and its settings as they are written, without secrets. */
export interface ShownItem extends AppliedItem {
  readonly settings: object;
}

/** MeshIntrospection answers questions about sidecars and the policies that apply to them. */
export interface MeshIntrospection extends Pick<Inspected, 'configuration' | 'listenerName'> {
  sidecar(dataplane: ResourceKey): Sidecar | undefined;
  /** The ports of services that a sidecar reaches, in the order of their keys. */
  reached(sidecar: Sidecar): readonly CalledPort[];
  port(backend: BackendKey): CalledPort | undefined;
  /** The entries of policies that apply to a sidecar, in the order in which they are applied. */
  itemsFor(sidecar: Sidecar): readonly ShownItem[];
  /** The sidecars that a policy is about. */
  partsOf(policy: ResourceKey): readonly AppliedPart[];
}

/** inspectMesh makes a MeshIntrospection; `object` shows an object as the API does. */
export function inspectMesh(
  inspected: Inspected,
  object: (key: ResourceKey) => ShownObject | undefined,
): MeshIntrospection {
  const { mesh, configuration, listenerName } = inspected;
  return {
    configuration,
    listenerName,
    sidecar: key => mesh.sidecars.get(key),
    reached: sidecar => reachedPorts(sidecar, inspected),
    port: backend => mesh.ports.get(backend),
    itemsFor: ({ origin }) =>
      mesh.inquiry
        .itemsFor(origin)
        .map(item => ({ ...item, settings: settingsAt(item.begun ?? object(item.policy) ?? {}, item.at) })),
    partsOf: policy => mesh.inquiry.partsOf(policy),
  };
}
