/** Instances of services, as Consul's catalogue has them. */
export type { ConsulAgent, UnknownAgent } from './consul-agent.ts';
export { type ConsulDiscoveryOptions, createConsulDiscovery } from './consul-discovery.ts';
