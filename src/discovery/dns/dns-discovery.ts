import type { DnsWant } from '#model';
import type { Discovery } from '../discovery.ts';
import { type LookupOptions, lookUpRepeatedly } from '../lookup-discovery.ts';

/** createDnsDiscovery resolves the names that Envoy cannot resolve itself, A and AAAA. A change of the hosts file is noticed. */
export function createDnsDiscovery(options: LookupOptions<DnsWant>): Discovery<DnsWant> {
  return lookUpRepeatedly<DnsWant>(options, {
    atHand: ({ name }, names) => names.atHand(name),
    lookUp: ({ name }, _last, { names }) => names.lookUp(name),
  });
}
