/** Addresses of names, kept fresh by the control plane's own resolver. */
export { createDnsDiscovery } from './dns-discovery.ts';
export type { Names } from './names.ts';
