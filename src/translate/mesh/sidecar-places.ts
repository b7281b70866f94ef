import type { ResourceKey } from '#lib/resource-ref.ts';
import { type Capture, type Inbound, type MutualTls, type Outbound, placeId, type Sidecar } from '#model';
import type { SpokenMutualTls } from '../mesh-policies/mesh-policy-kind.ts';
import { useOfWay } from '../mesh-policies/use-of-way.ts';
import { applicationKey, spokenToApplication } from './applications.ts';
import { makePlace, type Place } from './places.ts';
import type { PlacedPort } from './service-places.ts';

/**
 * inboundPlace is where a sidecar takes what others send to one inbound; `spoken` is what policies say about the TLS of these
 * calls.
 */
export function inboundPlace(sidecar: Sidecar, inbound: Inbound, spoken: SpokenMutualTls = {}): Place {
  const { name, address, port, protocol } = inbound;
  return makePlace({
    id: placeId({ kind: 'inbound', sidecar: sidecar.id, name }),
    sidecar: sidecar.id,
    origin: sidecar.origin,
    addresses: [address],
    side: { direction: 'inbound', isCaptured: isCapturedInbound(sidecar.capture) },
    port,
    protocol,
    use: { backend: applicationKey(sidecar, inbound), protocol: spokenToApplication(inbound) },
    ...mutualTlsOf(sidecar, inbound, spoken),
  });
}

function mutualTlsOf(
  sidecar: Sidecar,
  inbound: Inbound,
  { isPermissive = sidecar.security?.isPermissive, parameters }: SpokenMutualTls,
): { readonly mutualTls?: MutualTls } {
  if (sidecar.security === undefined) return {};
  const { callers } = sidecar.security;
  const passedTo = { backend: applicationKey(sidecar, inbound), protocol: 'tcp' } as const;
  const permissive = isPermissive ? { permissive: { passedTo } } : {};
  return {
    mutualTls: { mesh: sidecar.mesh, callers, ...(parameters && { parameters }), ...permissive },
  };
}

/** Without transparent proxying, others connect to the sidecar itself. */
function isCapturedInbound(capture: Capture | undefined): boolean {
  return capture !== undefined && capture.inboundPort !== 0;
}

/** ownOutboundPlace is where a sidecar offers its application a port of a service, at an address written in its Dataplane. */
export function ownOutboundPlace(
  { id, origin }: Sidecar,
  { address, port }: Pick<Outbound, 'address' | 'port'>,
  called: PlacedPort,
  policies: readonly ResourceKey[] = [],
): Place {
  return makePlace({
    id: placeId({ kind: 'own-outbound', sidecar: id, address, port }),
    sidecar: id,
    origin,
    addresses: [address],
    side: { direction: 'outbound', isCaptured: false },
    port,
    protocol: called.protocol,
    use: useOfWay(called, policies),
    isOutside: called.outside !== undefined,
  });
}
