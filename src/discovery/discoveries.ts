import type { Want } from '#model';
import type { Discovery, OnKnown } from './discovery.ts';
import { createDnsDiscovery } from './dns/index.ts';
import { createSrvDiscovery } from './srv/index.ts';

/** Discoveries makes the discovery of each kind of want. A new kind is a line in `Want`, a folder, and a line here. */
export type Discoveries = {
  readonly [K in Want['kind']]: (
    onKnown: OnKnown<Extract<Want, { readonly kind: K }>>,
  ) => Discovery<Extract<Want, { readonly kind: K }>>;
};

export const discoveries: Discoveries = {
  dns: onKnown => createDnsDiscovery({ onKnown }),
  srv: onKnown => createSrvDiscovery({ onKnown }),
};
