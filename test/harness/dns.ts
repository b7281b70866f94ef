import { Resolver } from 'node:dns/promises';
import { createDnsDiscovery, createIssuerDiscovery, createSrvDiscovery, type Discoveries } from '#discovery';
import type { DnsServer } from '../../src/discovery/testing/dns-server.ts';

/** asking has a control plane ask a server of the test's, and no hosts file. */
export function asking(server: DnsServer): Discoveries {
  const options = () => {
    const resolver = new Resolver({ timeout: 200, tries: 1 });
    resolver.setServers([server.address]);
    return { resolver, hostsFile: '/dev/null', timeout: 200 };
  };
  return {
    dns: onKnown => createDnsDiscovery({ onKnown, ...options() }),
    issuer: (onKnown, refusal) => createIssuerDiscovery({ onKnown, refusal, ...options() }),
    srv: onKnown => createSrvDiscovery({ onKnown, ...options() }),
  };
}
