import { type Fields, isMap } from '#lib/fields.ts';
import { hasStoredPolicies, type InitialPolicy, initialPolicies, withStoredPolicies } from '#resources';
import { writtenLabels } from './written-labels.ts';

/** BegunMesh is a Mesh as it is to be stored, and the policies that are stored along with it if it is new. */
export interface BegunMesh {
  readonly object: Fields;
  readonly along: readonly InitialPolicy[];
}

/**
 * beginMesh gives a mesh the policies that it begins with, as Kuma does. From then on they are ordinary objects: a label says
 * so on the Mesh, and stays there whatever is written later, so that one that is removed stays away.
 */
export function beginMesh(name: string, object: Fields, stored: Fields | undefined): BegunMesh {
  if (stored !== undefined && !hasStoredPolicies(writtenLabels(stored))) return { object, along: [] };
  const { metadata, spec } = object;
  const { skipCreatingInitialPolicies: skipped } = isMap(spec) ? spec : object;
  const labels = withStoredPolicies(writtenLabels(object));
  return {
    object: isMap(metadata) ? { ...object, metadata: { ...metadata, labels } } : { ...object, labels },
    along: initialPolicies(name, Array.isArray(skipped) ? skipped : []),
  };
}
