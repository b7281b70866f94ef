import {
  type AnyResource,
  type BackendObjectReference,
  type KgatewayBackend,
  kgatewayBackendKinds,
} from '#resources';

/** GroupMember is a reference to one backend of a group, and its path in the object. */
export interface GroupMember {
  readonly ref: BackendObjectReference;
  readonly path: string;
}

/**
 * groupsIn returns the groups of other backends that a Backend consists of, in order of failover; empty where it has endpoints of
 * its own.
 */
export function groupsIn(resource: AnyResource | undefined): readonly (readonly GroupMember[])[] {
  if (resource === undefined) return [];
  if (resource.id === 'fairlead/Backend')
    return resource.spec.groups.map(({ backendRefs }) =>
      backendRefs.map(({ at, ...ref }) => ({ ref, path: at })),
    );
  if (!isOfKgateway(resource) || resource.spec.destination.kind !== 'priorityGroups') return [];
  const { group, kind } = resource.ref;
  return resource.spec.destination.groups.map(members =>
    members.map(({ name, at }) => ({ ref: { group, kind, name }, path: at })),
  );
}

function isOfKgateway(resource: AnyResource): resource is KgatewayBackend {
  return kgatewayBackendKinds.some(({ id }) => id === resource.id);
}
