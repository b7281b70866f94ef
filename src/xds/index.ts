export { Awaited } from './awaited.ts';
export type {
  Claim,
  Client,
  ClusterLoad,
  Denial,
  LoadReport,
  MemberChange,
  MembershipReport,
  Push,
  Rejection,
  ResourceChange,
  Withheld,
  XdsChange,
  XdsListenOptions,
  XdsServer,
  XdsServerOptions,
  XdsTls,
} from './server.ts';
export { createXdsServer } from './xds-server.ts';
