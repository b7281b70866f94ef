import type { FleetMember } from '#dataplane';
import { clusterReceiver } from '#envoy';
import type { Collection, Unsubscribe } from '#graph';
import { type Gateway, portsOf, type Sidecar, withReceivers } from '#model';

interface Proxies {
  readonly edges: Collection<Gateway>;
  readonly mesh: { readonly sidecars: Collection<Sidecar> };
}

/**
 * localProxies are all proxies that want an Envoy on this machine: each gateway, and each sidecar whose address `isHere`.
 * The ports of a sidecar are its own affair, so nobody watches them.
 */
export function localProxies(
  { edges, mesh }: Proxies,
  isHere: (address: string) => boolean,
): readonly FleetMember[] {
  const sidecars = [...mesh.sidecars.entries()].filter(([, { address }]) => isHere(address));
  return [
    ...[...edges.entries()].map(([, g]) => ({
      ...{ id: g.id, addresses: g.addresses, ports: portsOf(g) },
      ...(g.process === undefined ? {} : { process: withReceivers(g.process, clusterReceiver) }),
    })),
    ...sidecars.map(([, { id }]) => ({ id, addresses: [], ports: [] })),
  ];
}

/** followProxies calls back whenever these proxies, or the way to run them, change. */
export function followProxies({ edges, mesh }: Proxies, call: () => void): Unsubscribe {
  const stops = [edges.subscribe(call), mesh.sidecars.subscribe(call)];
  return () => {
    for (const stop of stops) stop();
  };
}
