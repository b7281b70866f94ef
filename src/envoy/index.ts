export {
  type EnvoyInputs,
  type EnvoyResources,
  encodeModel,
  indexAttachments,
} from './collections.ts';
export { type Member, type MembershipInputs, membership } from './membership.ts';
export { watchedClusters } from './watched-clusters.ts';
