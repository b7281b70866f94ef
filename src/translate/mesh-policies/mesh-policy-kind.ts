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
  /** Of an inbound: how others of the mesh call it over TLS. */
  readonly mutualTls?: SpokenMutualTls;
  /** What is changed in Envoy's own words, in this order. */
  readonly modifications?: readonly Modification[];
  /** What holds for some of those who call, in place of the rest; the first that a caller is of decides. */
  readonly ofCallers?: readonly CallersMeaning[];
}

/** SpokenMutualTls: what is absent is as the identity of the sidecar has it. */
export interface SpokenMutualTls {
  /** It is called in plain text as well. */
  readonly isPermissive?: boolean;
  readonly parameters?: TlsParameters;
}

/** CallersMeaning is what holds for those who have an identity. */
export interface CallersMeaning extends Pick<PlaceMeaning, 'backend' | 'route'> {
  readonly callers: CallerPattern;
  /** What shapes how the application is used for them. */
  readonly policies: readonly ResourceKey[];
}

/** PlaceTraits is what settings mean different things for. */
export interface PlaceTraits {
  readonly direction: 'inbound' | 'outbound';
  readonly protocol: ServiceProtocol;
  /** By which it is known beside its name. */
  readonly tags?: Readonly<Record<string, string>>;
  /** What is told of it in logs and spans. */
  readonly told?: ToldOfPlace;
  /** What is called is outside of the mesh. */
  readonly isOutside?: boolean;
  /** Where those stand who call it, where that was asked for. */
  readonly standing?: CallerStanding;
  /** What may be called by its address; absent: nothing. */
  readonly addresses?: AddressPolicy;
  /** collector finds who is told of what passes; absent: nobody can be. */
  readonly collector?: (ref: MeshCollectorRef) => TelemetryService | undefined;
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
  /**
   * What it says of some callers alone holds for those: its filter tells them apart, or they have routes of their own. Of other kinds
   * such a thing holds for nobody.
   */
  readonly tellsCallersApart?: 'in-filter' | 'by-route';
  /** asks are the traits of who calls (tags, labels) by which settings mean something else for each; none: they do not. */
  asks?(settings: D): readonly string[];
  /** together puts items of it together, in order; absent: as settings are merged. */
  together?(items: readonly PolicyItem[]): D;
  meaning(settings: D, place: PlaceTraits): PlaceMeaning;
}
