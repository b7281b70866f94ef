import { type Fields, isMap } from '#lib/fields.ts';
import { hasStoredPolicies, type InitialPolicy, initialPolicies, withStoredPolicies } from '#resources';

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
  if (stored !== undefined && !hasStoredPolicies(labelsOf(stored))) return { object, along: [] };
  const { skipCreatingInitialPolicies: skipped } = isMap(object.spec) ? object.spec : object;
  return {
    object: isInKubernetesForm(object)
      ? {
          ...object,
          metadata: { ...metadataOf(object), labels: withStoredPolicies(metadataOf(object).labels) },
        }
      : { ...object, labels: withStoredPolicies(object.labels) },
    along: initialPolicies(name, Array.isArray(skipped) ? skipped : []),
  };
}

function isInKubernetesForm({ apiVersion, type }: Fields): boolean {
  return apiVersion !== undefined && type === undefined;
}

function metadataOf({ metadata }: Fields): Fields {
  return isMap(metadata) ? metadata : {};
}

function labelsOf(object: Fields): unknown {
  return isInKubernetesForm(object) ? metadataOf(object).labels : object.labels;
}
