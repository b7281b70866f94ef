export { type BackendReach, type CertificateReach, type Reach, type ReachInputs, reachOf } from './reach.ts';
