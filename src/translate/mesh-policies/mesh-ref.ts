import type { Tracker } from '#graph';
import type { ServiceSelector } from '#model';
import type { MeshBackendRef } from '#resources';
import { type CallablePorts, calledPort } from '../mesh/called-port.ts';
import type { PlacedPort } from '../mesh/service-places.ts';

/**
 * referredPort is the port of a service that a route sends to; undefined where there is none. Without a port it is the only one.
 * A MeshService that is no object is one of the old sort, of that tag.
 */
export function referredPort(
  ref: MeshBackendRef,
  mesh: string,
  ports: CallablePorts,
  track: Tracker,
): PlacedPort | undefined {
  // Some of the endpoints of a service cannot be told from the others yet.
  if (ref.kind === 'MeshServiceSubset') return undefined;
  const port = ref.sectionName ?? (ref.port === undefined ? undefined : String(ref.port));
  const found = calledPort(selectorOf(ref, ref.kind, port), mesh, ports, track);
  if (found !== undefined || ref.kind !== 'MeshService' || ref.name === undefined) return found;
  return calledPort({ kind: 'named', of: 'ServiceTag', name: ref.name }, mesh, ports, track);
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
