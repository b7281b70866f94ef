import { Resolver } from 'node:dns/promises';
import type { Want } from '#model';
import { type ConsulAgent, createConsulDiscovery, type UnknownAgent } from './consul/index.ts';
import type { Discovery, OnKnown, RefuseAddress } from './discovery.ts';
import { createDnsDiscovery } from './dns/index.ts';
import { createEc2Discovery } from './ec2/index.ts';
import { createImageDiscovery } from './image/index.ts';
import { createIssuerDiscovery } from './issuer/index.ts';
import { createProgramDiscovery } from './program/index.ts';
import { createSrvDiscovery } from './srv/index.ts';

/** Discoveries makes the discovery of each kind of want. A new kind is a line in `Want`, a folder, and a line here. */
export type Discoveries = {
  readonly [K in Want['kind']]: (
    onKnown: OnKnown<Extract<Want, { readonly kind: K }>>,
    refusal: RefuseAddress,
  ) => Discovery<Extract<Want, { readonly kind: K }>>;
};

/** Asked are the servers to ask, where the discoveries cannot know them. */
export interface Asked {
  /** DNS servers (`ADDRESS:PORT`); absent: those of this machine. */
  readonly dnsServers?: readonly string[];
  /** Absent: a Consul agent on this machine, where Consul's own programs look for one. */
  readonly consul?: ConsulAgent | UnknownAgent;
  /** The folder for programs of images; absent: no image is pulled. */
  readonly programFolder?: string;
}

/** Where Consul agents listen by default. */
const agentHere: ConsulAgent = { url: 'http://127.0.0.1:8500' };

/** discoveriesAsking makes the discoveries that ask these servers. */
export function discoveriesAsking({
  dnsServers: servers,
  consul = agentHere,
  programFolder,
}: Asked = {}): Discoveries {
  const options = () => (servers === undefined ? {} : { resolver: resolverOf(servers) });
  return {
    consul: onKnown => createConsulDiscovery({ onKnown, agent: consul }),
    dns: onKnown => createDnsDiscovery({ onKnown, ...options() }),
    ec2: onKnown => createEc2Discovery({ onKnown }),
    image: (onKnown, refusal) =>
      createImageDiscovery({
        onKnown,
        refusal,
        ...options(),
        ...(programFolder === undefined ? {} : { folder: programFolder }),
      }),
    issuer: (onKnown, refusal) => createIssuerDiscovery({ onKnown, refusal, ...options() }),
    program: (onKnown, refusal) => createProgramDiscovery({ onKnown, refusal, ...options() }),
    srv: onKnown => createSrvDiscovery({ onKnown, ...options() }),
  };
}

function resolverOf(servers: readonly string[]): Resolver {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers(servers);
  return resolver;
}
