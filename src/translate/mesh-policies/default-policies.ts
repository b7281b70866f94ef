import {
  type AnyMeshPolicy,
  decodeResource,
  hasStoredPolicies,
  type InitialPolicy,
  initialPolicies,
  isMeshPolicy,
  type Mesh,
} from '#resources';

/**
 * defaultPolicies are the policies that a mesh begins with. They hold as if somebody had written them, unless they were stored
 * with the Mesh: then they are objects like others, and the store says which of them are left.
 */
export function defaultPolicies(name: string, mesh: Mesh | undefined): readonly AnyMeshPolicy[] {
  if (hasStoredPolicies(mesh?.metadata.labels)) return [];
  return initialPolicies(name, mesh?.spec.skipCreatingInitialPolicies).flatMap(written => {
    const { resource } = decodeResource(written);
    return resource !== undefined && isMeshPolicy(resource) ? [resource] : [];
  });
}

/** writtenDefault is a policy that a mesh begins with, as one would write it; undefined where none has this type and name. */
export function writtenDefault(mesh: string, ofType: string, ofName: string): InitialPolicy | undefined {
  return initialPolicies(mesh).find(({ type, name }) => type === ofType && name === ofName);
}
