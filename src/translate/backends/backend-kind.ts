import type { Collection, Graph, Index, Tracker } from '#graph';
import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type {
  Backend,
  BackendKey,
  CalledPort,
  GenericSecret,
  Known,
  Report,
  Resolution,
  Session,
  SubjectAltName,
  Want,
} from '#model';
import type { BackendObjectReference, BackendReference, EndpointSlice } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { CertificateState } from '../gateways/certificate.ts';
import type { Inputs } from '../inputs.ts';
import type { ReferenceGrants, Referrer } from '../reference-grants.ts';
import type { SelectedWorkload } from './istio/selected-workloads.ts';

/** FallbackRef is a backend's own reference to who takes over from it. */
export interface FallbackRef {
  readonly ref: BackendObjectReference;
  readonly referrer: Referrer;
}

/** BackendGroups are backends that take over from each other: each group while all of those before it are down. */
export interface BackendGroups {
  /** What names them. */
  readonly by: ResourceRef;
  readonly groups: readonly (readonly MemberRef[])[];
  /** Policies are on what names them. */
  readonly isGoverned?: true;
}

/** MemberRef is a reference to one of a group, and where it stands. */
export interface MemberRef {
  readonly ref: BackendReference;
  readonly at: string;
}

/** BackendProblem says why a backend cannot be used; `reason` is what a route that refers to it reports. */
export interface BackendProblem {
  readonly reason: string;
  readonly message: string;
  /** Another object that it is wrong with. */
  readonly cause?: ResourceRef;
}

/** BackendState is a backend as translated: one that can be used, what is wrong with it, or others that it stands for. */
export type BackendState =
  | {
      readonly kind: 'usable';
      readonly backend: Backend;
      /** Nobody wrote what it is spoken to in: over TLS it may choose. */
      readonly isProtocolOpen: boolean;
      /** Why it has no endpoint, where that is no accident: its requests fail. */
      readonly problem?: BackendProblem;
      /** What its endpoints are is still being looked up for the first time. */
      readonly isAwaited?: boolean;
      /** What the part of its object that it is goes by (a Service's port: its name, and its number): a policy may mean it alone. */
      readonly sections?: readonly string[];
      /** Other objects by which policies mean it, behind its own: its hosts. */
      readonly alsoAs?: readonly ResourceKey[];
      /** What its certificate must be for wherever TLS is spoken to it, where who says so says nothing else. */
      readonly expectedNames?: readonly SubjectAltName[];
      /** With which of its endpoints a client stays, where a rule says nothing else. */
      readonly session?: Session;
      /** Policies on it that shape its uses, the most specific first: by them it is used where nothing more is said. */
      readonly policies?: readonly ResourceKey[];
      /** Who takes over while all of it is down, and what names it. */
      readonly next?: FallbackRef;
    }
  | {
      readonly kind: 'unusable';
      readonly key: BackendKey;
      readonly problem: BackendProblem;
      /** What it is once a policy says by whom its endpoints are believed, where that alone is missing. */
      readonly ifTrusted?: Extract<BackendState, { readonly kind: 'usable' }>;
      /** It would have been meant for when others are down. */
      readonly fallback?: boolean;
    }
  /** It stands for others, which are looked up where it is used. */
  | { readonly kind: 'grouped'; readonly key: BackendKey; readonly groups: BackendGroups };

export interface BackendKindContext {
  readonly graph: Graph;
  readonly inputs: Inputs;
  readonly policy: AddressPolicy;
  readonly grants: ReferenceGrants;
  /** Of Services, by `NAMESPACE/NAME` of that. */
  readonly slices: Index<EndpointSlice>;
  /** Those that serve a ServiceEntry, by its ResourceKey. */
  readonly workloads: Index<SelectedWorkload>;
  /** Key pairs, by the ResourceKey of their Secret. */
  readonly certificates: Collection<CertificateState>;
  /** How policies on a backend itself have its names looked up. */
  resolutionOn(backend: ResourceKey, track: Tracker): Resolution;
  /** What is known of wants, by `wantKey`. */
  readonly discovered: Collection<Known>;
  /** What workloads of meshes serve, by BackendKey. */
  readonly mesh: { readonly ports: Collection<CalledPort>; readonly backends: Collection<Backend> };
}

/** TranslatedBackends is what one kind contributes. */
export interface TranslatedBackends {
  /** Every backend of the kind, usable or not. */
  readonly states: Collection<BackendState>;
  /** The objects that exist, by ResourceKey: tells "no such object" from "no such port". */
  readonly objects: Collection<unknown>;
  /** absence says why nothing of an object (a ResourceKey) is a backend, where that is not for want of the port. */
  absence?(object: ResourceKey, track: Tracker): BackendProblem | undefined;
  /** portNamed finds the number of a port of an object (a ResourceKey) by its name, of a kind whose ports have names. */
  portNamed?(object: ResourceKey, name: string, track: Tracker): number | undefined;
  /** What to say about each object, by ResourceKey. */
  readonly reports?: Collection<Report>;
  /** What nobody wrote and must be called so that these can be, by BackendKey. */
  readonly called?: Collection<Backend>;
  /** What requests show them of who calls, by ResourceKey. */
  readonly secrets?: Collection<GenericSecret>;
  /** What must be found elsewhere, by `demandKey`. */
  readonly wants?: Collection<Want>;
}

/**
 * BackendKind is one kind of object that routes may refer to. One file a kind, one line in `index.ts`.
 *
 * `port` says what a reference's port means: `required` where each port is a backend of its own, `ignored` where the
 * object says it all.
 */
export interface BackendKind {
  readonly group: string;
  readonly kind: string;
  readonly port: 'required' | 'ignored';
  /** Other names of the kind, in whose stead it may be named: where nothing stands under the one, what stands under another is meant. */
  readonly otherNames?: readonly { readonly group: string; readonly kind: string }[];
  /**
   * Objects of the kind are seen from other namespaces without a grant, where their owners say so: what a reference names stands
   * under the referrer's own namespace, or under none, where all see it.
   */
  readonly isExported?: true;
  /**
   * Set where a route that has nothing else is itself not accepted if an object of the kind cannot be translated, as Envoy
   * Gateway's design document has it for Backends.
   */
  readonly takesRouteAlong?: true;
  /** What a route reports that refers to an object which could not be read, by the path of the first mistake in it. */
  unreadableReason(path: string): string;
  /** `laid` gives what a kind that stands before this one in `index.ts` came to. */
  translate(context: BackendKindContext, laid: LaidKinds): TranslatedBackends;
}

/** LaidKinds finds what another kind came to. */
export type LaidKinds = (kind: Pick<BackendKind, 'group' | 'kind'>) => TranslatedBackends;
