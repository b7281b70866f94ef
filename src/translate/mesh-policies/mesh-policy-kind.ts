import type { ResourceKey } from '#lib/resource-ref.ts';
import type {
  BackendFacets,
  CallerPattern,
  ListenerFacets,
  Modification,
  RouteFacets,
  ServiceProtocol,
  TelemetryService,
  TlsParameters,
} from '#model';
import type { MeshCollectorRef } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { CallerStanding } from './caller-standing.ts';
import type { MeshPolicyId, PolicyItem } from './policy-item.ts';
import type { PlaceRouting } from './routed-rule.ts';

/** PlaceMeaning is what settings come to at one place of a sidecar, in facets. */
export interface PlaceMeaning {
  /** How the backend is used: the service, or the application behind an inbound. */
  readonly backend?: BackendFacets;
  /** How requests are served. */
  readonly route?: RouteFacets;
  /** Where traffic goes; absent: to the destination of the place itself. */
  readonly routing?: PlaceRouting;
  /** How the listener works, and how connections are passed on. */
  readonly listener?: ListenerFacets;
  /** Of an inbound: the TLS in which others of the mesh call it. */
  readonly mutualTls?: SpokenMutualTls;
  /** The changes in Envoy's own words, in order. */
  readonly modifications?: readonly Modification[];
  /** What applies to some callers instead of the rest; the first that a caller matches decides. */
  readonly ofCallers?: readonly CallersMeaning[];
}

/** SpokenMutualTls overrides the TLS of an inbound; what is absent is left to the identity of the sidecar. */
export interface SpokenMutualTls {
  /** The inbound is called in plain text as well. */
  readonly isPermissive?: boolean;
  readonly parameters?: TlsParameters;
}

/** CallersMeaning is what applies to callers with a certain identity. */
export interface CallersMeaning extends Pick<PlaceMeaning, 'backend' | 'route'> {
  readonly callers: CallerPattern;
  /** The policies that shape how the application is used for them. */
  readonly policies: readonly ResourceKey[];
}

/** PlaceTraits are the traits of a place on which the meaning of settings depends. */
export interface PlaceTraits {
  readonly direction: 'inbound' | 'outbound';
  readonly protocol: ServiceProtocol;
  /** Tags that tell it from others, besides its name. */
  readonly tags?: Readonly<Record<string, string>>;
  /** What logs and spans say of the place. */
  readonly told?: ToldOfPlace;
  /** The destination is outside of the mesh. */
  readonly isOutside?: boolean;
  /** The standing of those who call here, where some policy asks for it. */
  readonly standing?: CallerStanding;
  /** Which addresses may be called; absent: none. */
  readonly addresses?: AddressPolicy;
  /** collector finds the service that a reference sends telemetry to; absent: there is none. */
  readonly collector?: (ref: MeshCollectorRef) => TelemetryService | undefined;
}

/** ToldOfPlace is what telemetry says of a place: `service` is that of the sidecar, where the place belongs to one alone. */
export interface ToldOfPlace {
  readonly mesh: string;
  readonly zone: string;
  readonly destination: string;
  readonly service?: string;
}

/**
 * MeshPolicyKind is one kind of policy of the mesh: what its settings, merged from all items that apply, mean at a place.
 * There is one file for each kind, and a line in `index.ts`. Settings are in the written form of the kind; times are in
 * milliseconds.
 */
export interface MeshPolicyKind<D extends object = object> {
  readonly id: MeshPolicyId;
  /**
   * Whether it may shape how a backend is used, so that callers to which it says different things use the backend separately.
   */
  readonly shapesBackends: boolean;
  /**
   * How what it says of some callers is applied to them: its filter tells callers apart, or they get routes of their own.
   * Absent: what it says of some callers alone applies to nobody.
   */
  readonly tellsCallersApart?: 'in-filter' | 'by-route';
  /** asks are the traits of callers (tags, labels) on which the meaning of the settings depends; empty: on none. */
  asks?(settings: D): readonly string[];
  /** together merges the items of this kind, in order; absent: as `mergeSettings` does. */
  together?(items: readonly PolicyItem[]): D;
  meaning(settings: D, place: PlaceTraits): PlaceMeaning;
}
