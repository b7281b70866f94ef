import type { Resource } from '../kind.ts';

/** MeshPlace is where an object of a mesh stands: in which mesh, and on Kubernetes also in which namespace. */
export interface MeshPlace {
  readonly mesh: string;
  readonly namespace?: string;
}

/**
 * placeInMesh says where an object of a mesh stands. In the universal form its mesh stands for its namespace; on Kubernetes
 * a kind with a field `mesh` says it there (`spec.mesh` of its hub form), and the others by their label `kuma.io/mesh`. One
 * that says nothing is in the mesh `default`.
 */
export function placeInMesh({ ref, metadata, spec }: Resource<string, object>): MeshPlace {
  if (metadata.isUniversal) return { mesh: ref.namespace };
  const written = 'mesh' in spec && typeof spec.mesh === 'string' ? spec.mesh : undefined;
  const mesh = written ?? metadata.labels[meshLabel] ?? 'default';
  return ref.namespace === '' ? { mesh } : { mesh, namespace: ref.namespace };
}

const meshLabel = 'kuma.io/mesh';
