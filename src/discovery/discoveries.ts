import { Resolver } from 'node:dns/promises';
import type { Want } from '#model';
import type { Discovery, OnKnown, RefuseAddress } from './discovery.ts';
import { createDnsDiscovery } from './dns/index.ts';
import { createIssuerDiscovery } from './issuer/index.ts';
import { createSrvDiscovery } from './srv/index.ts';

/** Discoveries makes the discovery of each kind of want. A new kind is a line in `Want`, a folder, and a line here. */
export type Discoveries = {
  readonly [K in Want['kind']]: (
    onKnown: OnKnown<Extract<Want, { readonly kind: K }>>,
    refusal: RefuseAddress,
  ) => Discovery<Extract<Want, { readonly kind: K }>>;
};

/** discoveriesAsking makes each of them; DNS is asked of `servers` (`ADDRESS:PORT`), or of those of this machine. */
export function discoveriesAsking(servers?: readonly string[]): Discoveries {
  const options = () => (servers === undefined ? {} : { resolver: resolverOf(servers) });
  return {
    dns: onKnown => createDnsDiscovery({ onKnown, ...options() }),
    issuer: (onKnown, refusal) => createIssuerDiscovery({ onKnown, refusal, ...options() }),
    srv: onKnown => createSrvDiscovery({ onKnown, ...options() }),
  };
}

function resolverOf(servers: readonly string[]): Resolver {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers(servers);
  return resolver;
}
