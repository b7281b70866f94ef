export { type BackendReach, type CertificateReach, type Reach, type ReachInputs, reachOf } from './reach.ts';
export type { ReachableService, ReachDeclaration, ServiceSelector } from './reach-declaration.ts';
export {
  type DeclaredReach,
  type ProxyView,
  type ReachSetMember,
  type ReachSets,
  reachSets,
} from './reach-sets.ts';
