/** Addresses of names, kept fresh by the control plane's own resolver. */
export { createDnsDiscovery, type DnsDiscoveryOptions } from './dns-discovery.ts';
export { type Names, type NamesOptions, openNames } from './names.ts';
