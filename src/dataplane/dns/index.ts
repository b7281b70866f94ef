/** DNS for the applications beside a proxy: the names of the mesh, and everybody else's. */
export type { HostTable } from './answer.ts';
export type { DnsCounters } from './counters.ts';
export { type FollowedServers, followResolvConf, parseResolvConf } from './resolv-conf.ts';
export { type Dns, type DnsOptions, startDns } from './server.ts';
