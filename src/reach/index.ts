export {
  type CalledPlace,
  type MeshReach,
  type MeshReachInputs,
  meshReachOf,
  type NamedPort,
  type NameInSet,
  type OwnPlace,
  type PlaceInSet,
} from './mesh-reach.ts';
export type { ProxyView } from './proxy-view.ts';
export {
  type BackendReach,
  type CertificateReach,
  gatewayViews,
  type Reach,
  type ReachInputs,
  reachOf,
} from './reach.ts';
export { reachSetName } from './reach-declaration.ts';
