/** Endpoints that are found elsewhere than in resources. One folder a way to find them. */
export {
  createDnsDiscovery,
  type DnsAnswer,
  type DnsDiscovery,
  type DnsDiscoveryOptions,
} from './dns/index.ts';
