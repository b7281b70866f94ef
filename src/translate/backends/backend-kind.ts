import type { Collection, Graph, Tracker } from '#graph';
import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type { Backend, BackendKey, Known, Report, Resolution, Session, Want } from '#model';
import type { BackendObjectReference } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { CertificateState } from '../gateways/certificate.ts';
import type { Inputs } from '../inputs.ts';
import type { ReferenceGrants, Referrer } from '../reference-grants.ts';

/** FallbackRef is a backend's own reference to who takes over from it. */
export interface FallbackRef {
  readonly ref: BackendObjectReference;
  readonly referrer: Referrer;
}

/** BackendProblem says why a backend cannot be used; `reason` is what a route that refers to it reports. */
export interface BackendProblem {
  readonly reason: string;
  readonly message: string;
  /** Another object that it is wrong with. */
  readonly cause?: ResourceRef;
}

/** BackendState is a backend as translated: one that can be used, or what is wrong with it. */
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
      /** The name of the part of its object that it is (a Service's port), by which a policy may mean it alone. */
      readonly section?: string;
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
    };

export interface BackendKindContext {
  readonly graph: Graph;
  readonly inputs: Inputs;
  readonly policy: AddressPolicy;
  readonly grants: ReferenceGrants;
  /** Key pairs, by the ResourceKey of their Secret. */
  readonly certificates: Collection<CertificateState>;
  /** How policies on a backend itself have its names looked up. */
  resolutionOn(backend: ResourceKey, track: Tracker): Resolution;
  /** What is known of wants, by `wantKey`. */
  readonly discovered: Collection<Known>;
}

/** TranslatedBackends is what one kind contributes. */
export interface TranslatedBackends {
  /** Every backend of the kind, usable or not. */
  readonly states: Collection<BackendState>;
  /** The objects that exist, by ResourceKey: tells "no such object" from "no such port". */
  readonly objects: Collection<unknown>;
  /** What to say about each object, by ResourceKey. */
  readonly reports?: Collection<Report>;
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
  /** What a route reports that refers to an object which could not be read, by the path of the first mistake in it. */
  unreadableReason(path: string): string;
  translate(context: BackendKindContext): TranslatedBackends;
}
