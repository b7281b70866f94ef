import type { Resource } from '../kind.ts';

/** MeshPlace says in which mesh an object is, and on Kubernetes also in which namespace. */
export interface MeshPlace {
  readonly mesh: string;
  readonly namespace?: string;
}

/**
 * placeInMesh returns the mesh and the namespace of an object of a mesh. In the universal form the mesh takes the place of the
 * namespace. On Kubernetes the mesh is in the field `mesh`, for kinds with that field (`spec.mesh` of the hub form), and in the
 * label `kuma.io/mesh` for others. Without either it is `default`.
 */
export function placeInMesh({ ref, metadata, spec }: Resource<string, object>): MeshPlace {
  if (metadata.isUniversal) return { mesh: ref.namespace };
  const written = 'mesh' in spec && typeof spec.mesh === 'string' ? spec.mesh : undefined;
  const mesh = written ?? metadata.labels[meshLabel] ?? 'default';
  return ref.namespace === '' ? { mesh } : { mesh, namespace: ref.namespace };
}

const meshLabel = 'kuma.io/mesh';
