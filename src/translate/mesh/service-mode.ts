import type { Mesh } from '#resources';

/** ServiceMode says which services exist in a mesh, and which of them its sidecars reach without a list of their own. */
export interface ServiceMode {
  /** Services by their tags exist. */
  readonly hasTags: boolean;
  /** MeshService, MeshExternalService and MeshMultiZoneService can be reached. */
  readonly hasObjects: boolean;
  /** Of these, who lists nothing reaches all; who lists services by tags alone still does with `always`. */
  readonly unlisted: 'none' | 'unless-tags-are-listed' | 'always';
  /** A MeshService is made of each value of the service tag. */
  readonly generates: boolean;
}

type Written = NonNullable<Mesh['spec']['meshServices']['mode']>;

const modes: Readonly<Record<Written | 'unsaid', ServiceMode>> = {
  // A MeshService is written in order to be called, so those that are there can be; none is made of tags. Kuma's default is
  // Disabled, where a written MeshService cannot be called.
  unsaid: { hasTags: true, hasObjects: true, unlisted: 'unless-tags-are-listed', generates: false },
  Disabled: { hasTags: true, hasObjects: false, unlisted: 'none', generates: false },
  Everywhere: { hasTags: true, hasObjects: true, unlisted: 'unless-tags-are-listed', generates: true },
  ReachableBackends: { hasTags: true, hasObjects: true, unlisted: 'none', generates: true },
  Exclusive: { hasTags: false, hasObjects: true, unlisted: 'always', generates: true },
};

/**
 * serviceModeOf is the mode of a mesh, by its `meshServices.mode`. It is the same where that is not written and where nobody
 * wrote the Mesh itself.
 */
export function serviceModeOf(mesh: Mesh | undefined): ServiceMode {
  return modes[mesh?.spec.meshServices.mode ?? 'unsaid'];
}
