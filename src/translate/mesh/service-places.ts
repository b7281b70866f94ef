import type { ResourceKey } from '#lib/resource-ref.ts';
import { type CalledPort, placeId, type ServicePort, type VirtualAddresses } from '#model';
import { useOfWay } from '../mesh-policies/use-of-way.ts';
import { makePlace, type Place } from './places.ts';
import type { ServiceState } from './service-state.ts';

/** PlacedPort is a port of a service as outbounds see it: its service, its protocol, and when it was written. */
export interface PlacedPort extends CalledPort, Pick<ServicePort, 'outside'> {
  readonly addressedBy: string;
  readonly created: string;
}

/** placedPort makes a PlacedPort of a port of a service. */
export function placedPort(
  service: ServiceState,
  { backend, protocol, port, name, outside }: ServicePort,
): PlacedPort {
  const { mesh, kind, namespace, labels, origin, addressedBy, created } = service;
  return {
    mesh,
    ...{ kind, name: service.name, labels, port, backend, protocol, origin, addressedBy, created },
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { portName: name }),
    ...(outside === undefined ? {} : { outside }),
  };
}

/**
 * outboundPlace is where all sidecars that reach a port of a service take the traffic to its virtual addresses. `policies`
 * are the narrower ones that apply to their calls.
 */
export function outboundPlace(
  { origin }: Pick<ServiceState, 'origin'>,
  served: Pick<ServicePort, 'backend' | 'port' | 'protocol' | 'outside'>,
  addresses: VirtualAddresses,
  policies: readonly ResourceKey[] = [],
): Place {
  const { backend, port, protocol } = served;
  return makePlace({
    id: placeId({ kind: 'outbound', service: backend, policies }),
    // A sidecar that changes class then gets its listener updated, not replaced.
    ...(policies.length === 0 ? {} : { sentAs: placeId({ kind: 'outbound', service: backend }) }),
    origin,
    addresses,
    side: { direction: 'outbound', isCaptured: true },
    port,
    protocol,
    use: useOfWay(served, policies),
    isOutside: served.outside !== undefined,
  });
}
