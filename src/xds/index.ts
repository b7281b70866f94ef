export type {
  Claim,
  Client,
  Denial,
  MemberChange,
  Push,
  Rejection,
  ResourceChange,
  Withheld,
  XdsChange,
  XdsListenOptions,
  XdsServer,
  XdsServerOptions,
} from './server.ts';
export { createXdsServer } from './xds-server.ts';
