import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from '../backend.ts';
import type { ProxyId } from '../proxy-id.ts';

/** PlaceIdentity is which inbound or outbound is meant. */
export type PlaceIdentity =
  | { readonly kind: 'inbound'; readonly sidecar: ProxyId; readonly name: string }
  /**
   * At the virtual addresses of a service's port: one for all sidecars that reach it and of whose calls the same narrower policies
   * (ResourceKeys) say something.
   */
  | { readonly kind: 'outbound'; readonly service: BackendKey; readonly policies?: readonly ResourceKey[] }
  /** Where the applications behind a sidecar are asked how they are. */
  | { readonly kind: 'probes'; readonly sidecar: ProxyId }
  /** At an address that one sidecar has for it. */
  | {
      readonly kind: 'own-outbound';
      readonly sidecar: ProxyId;
      readonly address: string;
      readonly port: number;
    };

/**
 * placeId names where sidecars listen, as `proxyId` names where a gateway does. It is no proxy's: no client can ask for it,
 * as the ids of proxies hold no `:`.
 */
export function placeId(identity: PlaceIdentity): ProxyId {
  return words(identity).join(':') as ProxyId;
}

/** isPlace tells the places of sidecars from gateways. */
export function isPlace(id: string): boolean {
  return id.includes(':');
}

function words(identity: PlaceIdentity): readonly (string | number)[] {
  switch (identity.kind) {
    case 'inbound':
      return ['inbound', identity.sidecar, identity.name];
    case 'probes':
      return ['probes', identity.sidecar];
    case 'outbound':
      return ['outbound', identity.service, ...(identity.policies ?? [])];
    case 'own-outbound':
      return ['outbound', identity.sidecar, identity.address, identity.port];
  }
}
