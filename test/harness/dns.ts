import { Resolver } from 'node:dns/promises';
import {
  createDnsDiscovery,
  createIssuerDiscovery,
  createProgramDiscovery,
  createSrvDiscovery,
  type Discoveries,
  discoveriesAsking,
} from '#discovery';
import type { DnsServer } from '../../src/discovery/testing/dns-server.ts';

/** asking makes a control plane's discoveries ask a test's DNS server, without a hosts file. */
export function asking(server: DnsServer): Discoveries {
  const options = () => {
    const resolver = new Resolver({ timeout: 200, tries: 1 });
    resolver.setServers([server.address]);
    return { resolver, hostsFile: '/dev/null', timeout: 200 };
  };
  return {
    ...discoveriesAsking(),
    dns: onKnown => createDnsDiscovery({ onKnown, ...options() }),
    issuer: (onKnown, refusal) => createIssuerDiscovery({ onKnown, refusal, ...options() }),
    program: (onKnown, refusal) => createProgramDiscovery({ onKnown, refusal, ...options() }),
    srv: onKnown => createSrvDiscovery({ onKnown, ...options() }),
  };
}
