export {
  type MeshReach,
  type MeshReachInputs,
  meshReachOf,
  type NamedPort,
  type NameInSet,
  type OwnPlace,
  type PlaceInSet,
} from './mesh-reach.ts';
export {
  type BackendReach,
  type CertificateReach,
  gatewayViews,
  type Reach,
  type ReachInputs,
  reachOf,
} from './reach.ts';
export { reachSetName } from './reach-declaration.ts';
export {
  type DeclaredReach,
  type ProxyView,
  type ReachSetMember,
  type ReachSets,
  reachSets,
} from './reach-sets.ts';
