import type { Tracker } from '#graph';
import type { BackendUse, ServiceSelector } from '#model';
import type { MeshBackendRef } from '#resources';
import { type CallablePorts, calledPort } from '../mesh/called-port.ts';
import type { PlacedPort } from '../mesh/service-places.ts';
import { useFor } from './use-of-way.ts';

/**
 * referredPort is the port of a service that a reference names; undefined where there is none. A reference without a port
 * means the only one. A MeshService that is not an object is a service of that tag.
 */
export function referredPort(
  ref: MeshBackendRef,
  mesh: string,
  ports: CallablePorts,
  track: Tracker,
): PlacedPort | undefined {
  const port = ref.sectionName ?? (ref.port === undefined ? undefined : String(ref.port));
  // The endpoints of a MeshServiceSubset are some of those of a service of tags; referredUse selects them by their tags.
  if (ref.kind === 'MeshServiceSubset')
    return calledPort({ kind: 'named', of: 'ServiceTag', name: ref.name ?? '' }, mesh, ports, track);
  const found = calledPort(selectorOf(ref, ref.kind, port), mesh, ports, track);
  if (found !== undefined || ref.kind !== 'MeshService' || ref.name === undefined) return found;
  return calledPort({ kind: 'named', of: 'ServiceTag', name: ref.name }, mesh, ports, track);
}

/** referredUse is how the backend that a reference names is used, for requests or for connections. */
export function referredUse(
  ref: MeshBackendRef,
  mesh: string,
  ports: CallablePorts,
  track: Tracker,
  what: 'requests' | 'connections',
): BackendUse | undefined {
  const port = referredPort(ref, mesh, ports, track);
  const { tags = {} } = ref;
  const subset = Object.keys(tags).length === 0 ? {} : { subset: tags };
  return port && { ...useFor(port, what), ...subset };
}

function selectorOf(
  { name, namespace, labels = {} }: MeshBackendRef,
  of: Exclude<MeshBackendRef['kind'], 'MeshServiceSubset'>,
  port: string | undefined,
): ServiceSelector {
  const at = { of, ...(port === undefined ? {} : { port }) };
  if (name === undefined) return { kind: 'labelled', ...at, labels };
  return { kind: 'named', ...at, name, ...(namespace === undefined ? {} : { namespace }) };
}
