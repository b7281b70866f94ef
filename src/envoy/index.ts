export {
  type EnvoyInputs,
  type EnvoyResources,
  encodeModel,
  indexTcpRoutes,
  indexVirtualHosts,
} from './collections.ts';
export { type Member, type MembershipInputs, membership } from './membership.ts';
