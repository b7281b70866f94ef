import type { BackendFacets, ListenerFacets, RouteFacets, ServiceProtocol } from '#model';
import type { AddressPolicy } from '../address-policy.ts';
import type { MeshPolicyId, PolicyItem } from './policy-item.ts';
import type { PlaceRouting } from './routed-rule.ts';

/** PlaceMeaning is what settings come to where a sidecar listens for one thing, in facets. */
export interface PlaceMeaning {
  /** How what is called is used: the service, or behind an inbound the application. */
  readonly backend?: BackendFacets;
  /** How requests are served. */
  readonly route?: RouteFacets;
  /** Where what is taken goes; absent: to what the place leads to. */
  readonly routing?: PlaceRouting;
  /** How it is listened, and how connections are passed on. */
  readonly listener?: ListenerFacets;
}

/** PlaceTraits is what settings mean different things for. */
export interface PlaceTraits {
  readonly direction: 'inbound' | 'outbound';
  readonly protocol: ServiceProtocol;
  /** What is told of it in logs and spans. */
  readonly told?: ToldOfPlace;
  /** What may be called by its address; absent: nothing. */
  readonly addresses?: AddressPolicy;
}

/** ToldOfPlace: `service` is whose sidecar it is, where it is one's alone. */
export interface ToldOfPlace {
  readonly mesh: string;
  readonly zone: string;
  readonly destination: string;
  readonly service?: string;
}

/**
 * MeshPolicyKind is one kind of policy of the mesh: what its settings, put together of all items that hold, mean at a place. One
 * file a kind, one line in `index.ts`. Settings are in the written form of the kind; times are in milliseconds.
 */
export interface MeshPolicyKind<D extends object = object> {
  readonly id: MeshPolicyId;
  /** It may say how what is called is used, so that those of whom it says different things use it apart. */
  readonly shapesBackends: boolean;
  /** What it says of some callers alone holds for those; of other kinds such a thing holds for nobody. */
  readonly tellsCallersApart?: true;
  /** together puts items of it together, in order; absent: as settings are merged. */
  together?(items: readonly PolicyItem[]): D;
  meaning(settings: D, place: PlaceTraits): PlaceMeaning;
}
