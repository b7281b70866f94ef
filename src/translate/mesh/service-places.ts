import { placeId, type ReachablePort, type ServicePort, type VirtualAddresses } from '#model';
import { makePlace, type Place } from './places.ts';
import { spokenTo } from './service-backends.ts';
import type { ServiceState } from './service-state.ts';

/** PlacedPort is a port of a service as outbounds see it: whose it is, what it speaks, and when it was written. */
export interface PlacedPort extends ReachablePort, Pick<ServicePort, 'backend' | 'protocol'> {
  readonly origin: string;
  readonly addressedBy: string;
  readonly created: string;
}

/** placedPort tells of a port of a service what others need to know. */
export function placedPort(
  service: ServiceState,
  { backend, protocol, port, name }: ServicePort,
): PlacedPort {
  const { mesh, kind, namespace, labels, origin, addressedBy, created } = service;
  return {
    ...{ mesh, kind, name: service.name, labels, port, backend, protocol, origin, addressedBy, created },
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { portName: name }),
  };
}

/** outboundPlace is where all sidecars that reach a port of a service take what is sent to it: at its virtual addresses. */
export function outboundPlace(
  { origin }: ServiceState,
  { backend, port, protocol }: ServicePort,
  addresses: VirtualAddresses,
): Place {
  return makePlace({
    id: placeId({ kind: 'outbound', service: backend }),
    origin,
    addresses,
    side: { direction: 'outbound', isCaptured: true },
    port,
    protocol,
    use: { backend, protocol: spokenTo(protocol) },
  });
}
