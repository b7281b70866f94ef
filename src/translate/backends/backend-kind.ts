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

/** FallbackRef is a backend's own reference to the backend that takes over from it. */
export interface FallbackRef {
  readonly ref: BackendObjectReference;
  readonly referrer: Referrer;
}

/** BackendGroups are backends that take over from each other: each group while all of those before it are down. */
export interface BackendGroups {
  /** The object that names them. */
  readonly by: ResourceRef;
  readonly groups: readonly (readonly MemberRef[])[];
  /** Policies are attached to the object that names them. */
  readonly isGoverned?: true;
}

/** MemberRef is a reference to a member of a group, and the path where it is written. */
export interface MemberRef {
  readonly ref: BackendReference;
  readonly at: string;
}

/** BackendProblem says why a backend cannot be used; `reason` is what a route that refers to it reports. */
export interface BackendProblem {
  readonly reason: string;
  readonly message: string;
  /** Another object that is at fault. */
  readonly cause?: ResourceRef;
}

/** BackendState is a backend as translated: a usable one, the problem of an unusable one, or the backends that it stands for. */
export type BackendState =
  | {
      readonly kind: 'usable';
      readonly backend: Backend;
      /** No protocol is written for it: over TLS it may choose one. */
      readonly isProtocolOpen: boolean;
      /** Why it has no endpoint, where that is not for the moment only: its requests fail. */
      readonly problem?: BackendProblem;
      /** Its endpoints are still being looked up for the first time. */
      readonly isAwaited?: boolean;
      /** The names by which a policy may mean this part of its object alone (for a Service's port: its name and its number). */
      readonly sections?: readonly string[];
      /** Other objects through which policies mean it (its hosts), of lower precedence than its own. */
      readonly alsoAs?: readonly ResourceKey[];
      /**
       * Names of which its certificate must hold one wherever TLS is used with it, where the TLS settings name none
       * themselves.
       */
      readonly expectedNames?: readonly SubjectAltName[];
      /** How a client stays with one of its endpoints, where a rule says nothing else. */
      readonly session?: Session;
      /** Policies on it that shape how it is used, the most specific first; they hold where nothing more is said. */
      readonly policies?: readonly ResourceKey[];
      /** The backend that takes over while all of this one is down. */
      readonly next?: FallbackRef;
    }
  | {
      readonly kind: 'unusable';
      readonly key: BackendKey;
      readonly problem: BackendProblem;
      /** The usable backend that it becomes once a policy says which authorities to trust, where only that is missing. */
      readonly ifTrusted?: Extract<BackendState, { readonly kind: 'usable' }>;
      /** It was meant as a fallback, for when others are down. */
      readonly fallback?: boolean;
    }
  /** It stands for others, which are looked up where it is used. */
  | { readonly kind: 'grouped'; readonly key: BackendKey; readonly groups: BackendGroups };

export interface BackendKindContext {
  readonly graph: Graph;
  readonly inputs: Inputs;
  readonly policy: AddressPolicy;
  readonly grants: ReferenceGrants;
  /** EndpointSlices by `NAMESPACE/NAME` of their Service. */
  readonly slices: Index<EndpointSlice>;
  /** Workloads that serve a ServiceEntry, by its ResourceKey. */
  readonly workloads: Index<SelectedWorkload>;
  /** Key pairs, by the ResourceKey of their Secret. */
  readonly certificates: Collection<CertificateState>;
  /** resolutionOn says how policies on a backend have its names looked up. */
  resolutionOn(backend: ResourceKey, track: Tracker): Resolution;
  /** What has been found for wants, by `wantKey`. */
  readonly discovered: Collection<Known>;
  /** What workloads of meshes serve, by BackendKey. */
  readonly mesh: { readonly ports: Collection<CalledPort>; readonly backends: Collection<Backend> };
}

/** TranslatedBackends is what one kind of backend contributes. */
export interface TranslatedBackends {
  /** Every backend of the kind, usable or not. */
  readonly states: Collection<BackendState>;
  /** The objects that exist, by ResourceKey: tells "no such object" from "no such port". */
  readonly objects: Collection<unknown>;
  /** absence says why an object (by ResourceKey) yields no backend, where the reason is not a missing port. */
  absence?(object: ResourceKey, track: Tracker): BackendProblem | undefined;
  /** portNamed finds the number of a port by its name, in an object (by ResourceKey) of a kind whose ports have names. */
  portNamed?(object: ResourceKey, name: string, track: Tracker): number | undefined;
  /** What to say about each object, by ResourceKey. */
  readonly reports?: Collection<Report>;
  /** Backends that nobody wrote, but that must be called for the sake of these, by BackendKey. */
  readonly called?: Collection<Backend>;
  /** The credentials that requests to them carry, by ResourceKey. */
  readonly secrets?: Collection<GenericSecret>;
  /** What must be looked up outside, by `demandKey`. */
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
  /**
   * Other names under which the kind may be referred to: where no object is found under one, those under the others are
   * tried.
   */
  readonly otherNames?: readonly { readonly group: string; readonly kind: string }[];
  /**
   * Objects of the kind are visible from other namespaces without a ReferenceGrant, where their owners say so: a reference
   * finds them under the referrer's own namespace or, where everyone may see them, under none.
   */
  readonly isExported?: true;
  /**
   * Set where a route with no other backend is itself not accepted if an object of the kind cannot be translated, as Envoy
   * Gateway's design document requires for Backends.
   */
  readonly takesRouteAlong?: true;
  /** unreadableReason is what a route reports that refers to an unreadable object; `path` is that of the first mistake in it. */
  unreadableReason(path: string): string;
  /** translate derives the backends; `laid` gives the result of a kind that stands before this one in `index.ts`. */
  translate(context: BackendKindContext, laid: LaidKinds): TranslatedBackends;
}

/** LaidKinds gives the result of another kind. */
export type LaidKinds = (kind: Pick<BackendKind, 'group' | 'kind'>) => TranslatedBackends;
