export { type BackendReach, type CertificateReach, type Reach, type ReachInputs, reachOf } from './reach.ts';
export { reachSetName, selectorSelects, selects } from './reach-declaration.ts';
export {
  type DeclaredReach,
  type ProxyView,
  type ReachSetMember,
  type ReachSets,
  reachSets,
} from './reach-sets.ts';
