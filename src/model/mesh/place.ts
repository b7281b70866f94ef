import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from '../backend.ts';
import type { ProxyId } from '../proxy-id.ts';

/** PlaceIdentity identifies a place where sidecars listen. */
export type PlaceIdentity =
  | { readonly kind: 'inbound'; readonly sidecar: ProxyId; readonly name: string }
  /**
   * The virtual addresses of a service's port: one place for all sidecars that reach it and whose calls are subject to the same
   * narrower policies (ResourceKeys).
   */
  | { readonly kind: 'outbound'; readonly service: BackendKey; readonly policies?: readonly ResourceKey[] }
  /** Where health probes for the applications behind a sidecar arrive. */
  | { readonly kind: 'probes'; readonly sidecar: ProxyId }
  /** An address that a sidecar itself has for an outbound. */
  | {
      readonly kind: 'own-outbound';
      readonly sidecar: ProxyId;
      readonly address: string;
      readonly port: number;
    };

/**
 * placeId names a place where sidecars listen, as `proxyId` names a gateway. It is not a proxy's id, so no client can ask for it:
 * ids of proxies hold no `:`.
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
