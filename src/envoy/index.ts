export { type EnvoyInputs, type EnvoyResources, encodeModel } from './collections.ts';
export { type Member, type MembershipInputs, membership } from './membership.ts';
