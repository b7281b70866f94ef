import type { Collection, Graph } from '#graph';
import type { AddressWant } from '#model';
import type { ServiceState } from '../service-state.ts';

/** wantAddresses derives the claims to virtual addresses: those of services, and of names that several services share. */
export function wantAddresses(graph: Graph, services: Collection<ServiceState>): Collection<AddressWant> {
  return graph.derive<ServiceState, AddressWant>(
    'translate/address-wants',
    services,
    ({ kind, addressedBy, addresses }) => [
      [addressedBy, addresses.length === 0 ? { kind } : { kind, written: addresses }],
    ],
  );
}
