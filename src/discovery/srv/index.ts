/** Hosts and ports of services, from SRV records, kept fresh by the control plane's own resolver. */
export { createSrvDiscovery } from './srv-discovery.ts';
