export { clusterReceiver } from './cluster-receiver.ts';
export {
  type EnvoyInputs,
  type EnvoyResources,
  encodeModel,
  indexAttachments,
} from './collections.ts';
export { encodeIdentity, encodeMeshRoots } from './identity-secret.ts';
export type { Member } from './member.ts';
export { type MembershipInputs, membership } from './membership.ts';
export { capturesOf } from './mesh/capture.ts';
export { hostnameName, identityName, listenerName, meshRootsName } from './names.ts';
export { type PatchedResources, type PatchInputs, patchResources } from './patches/patch-resources.ts';
export { watchedClusters } from './watched-clusters.ts';
