import {
  type AnyResource,
  type BackendObjectReference,
  type KgatewayBackend,
  kgatewayBackendKinds,
} from '#resources';

/** GroupMember is a reference to one of a group of backends that take over from each other, and where it stands. */
export interface GroupMember {
  readonly ref: BackendObjectReference;
  readonly path: string;
}

/** groupsIn are the groups of others for which a Backend stands, in order; none where it has endpoints of its own. */
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
