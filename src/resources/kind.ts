import type { Finding } from '#lib/finding.ts';
import type { ResourceRef } from '#lib/resource-ref.ts';

/**
 * Metadata is the part of `metadata` that Fairlead reads. Times are as written (RFC 3339); `generation` is 1 where none is
 * written. `isUniversal` is present where the object has the universal form, whose namespace is its mesh. `uid` and
 * `resourceVersion` are present where a server assigned them; a change of `resourceVersion` alone does not count as a change
 * (`sameResource`).
 */
export interface Metadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generation: number;
  readonly creationTimestamp?: string;
  readonly isUniversal?: true;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/**
 * Resource is one object that a user wrote, checked and in its kind's hub form: one form for all API versions and all ways to
 * write it, with defaults filled in. `id` names the kind (see `Kind.id`) and tags the union `AnyResource`.
 */
export interface Resource<Id extends string, Spec> {
  readonly id: Id;
  readonly ref: ResourceRef;
  /** As written, for status and messages. */
  readonly apiVersion: string;
  readonly metadata: Metadata;
  readonly spec: Spec;
}

/**
 * Kind is one kind of one dialect: its names, and how a written object becomes the hub form.
 *
 * - `id`: `<dialect folder>/<Kind>`, e.g. `gateway-api/HTTPRoute`, `envoy-gateway/Backend`, `kubernetes/Service`.
 * - `versions`: every version that is accepted, preferred first.
 * - `decode` gets a plain object whose apiVersion and kind are this kind's and whose metadata was checked. It returns the hub
 *   form where the object can be used at all, and findings: errors (then there is no spec) and warnings (unknown fields, values
 *   that have no effect). Paths are as written.
 */
export interface Kind<Id extends string, Spec> {
  readonly id: Id;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly versions: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  decode(object: Readonly<Record<string, unknown>>): DecodedSpec<Spec>;
  /** Present for a kind that may also be written as `type: <kind>`, without apiVersion. */
  readonly universal?: UniversalForm<Spec>;
}

/** UniversalForm is a kind's other written form (see `universal.ts`), within a mesh or outside of all. */
export interface UniversalForm<Spec> {
  readonly scope: 'Mesh' | 'Global';
  /** The plural in REST paths, where it differs from that of the usual form. */
  readonly plural?: string;
  decode(object: Readonly<Record<string, unknown>>): DecodedSpec<Spec>;
}

export interface DecodedSpec<Spec> {
  readonly spec?: Spec;
  /** Where there is no spec: what applies instead while no version of the object can be used (`KindDefinition.standIn`). */
  readonly standIn?: Spec;
  readonly findings: readonly Omit<Finding, 'ref'>[];
}

/** SpecOf is the hub form of a kind. */
export type SpecOf<K> = K extends Kind<string, infer Spec> ? Spec : never;
/** ResourceOf is the resource type of a kind. */
export type ResourceOf<K> = K extends Kind<infer Id, infer Spec> ? Resource<Id, Spec> : never;
