import type { FleetMember } from '#dataplane';
import type { Collection, Unsubscribe } from '#graph';
import { type Gateway, portsOf, type Sidecar } from '#model';

interface Proxies {
  readonly gateways: Collection<Gateway>;
  readonly mesh: { readonly sidecars: Collection<Sidecar> };
}

/**
 * localProxies are all that want an Envoy on this machine: each gateway, and each sidecar whose address `isHere`. What sidecars
 * listen on is theirs alone, so that nobody watches their ports.
 */
export function localProxies(
  { gateways, mesh }: Proxies,
  isHere: (address: string) => boolean,
): readonly FleetMember[] {
  const sidecars = [...mesh.sidecars.entries()].filter(([, { address }]) => isHere(address));
  return [
    ...[...gateways.entries()].map(([, g]) => ({
      ...{ id: g.id, addresses: g.addresses, ports: portsOf(g) },
      ...(g.process === undefined ? {} : { process: g.process }),
    })),
    ...sidecars.map(([, { id }]) => ({ id, addresses: [], ports: [] })),
  ];
}

/** followProxies calls whenever there are others, or they are to be run otherwise. */
export function followProxies({ gateways, mesh }: Proxies, call: () => void): Unsubscribe {
  const stops = [gateways.subscribe(call), mesh.sidecars.subscribe(call)];
  return () => {
    for (const stop of stops) stop();
  };
}
