/** Endpoints, and other facts, that are found elsewhere than in resources. One folder for each way to find them. */

export { type ConsulAgent, createConsulDiscovery, type UnknownAgent } from './consul/index.ts';
export { type Asked, type Discoveries, discoveriesAsking } from './discoveries.ts';
export type { Discovery, OnKnown, RefuseAddress } from './discovery.ts';
export { createDnsDiscovery } from './dns/index.ts';
export { createEc2Discovery } from './ec2/index.ts';
export { createIssuerDiscovery } from './issuer/index.ts';
export { createProgramDiscovery } from './program/index.ts';
export { readAnswer } from './remembered-answer.ts';
export { createSrvDiscovery } from './srv/index.ts';
