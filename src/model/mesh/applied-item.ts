import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from '../backend.ts';

/** AppliedItem is an entry of a policy of the mesh that applies to a sidecar. */
export interface AppliedItem {
  readonly policy: ResourceKey;
  /** The path of the entry in the policy: `spec.to[0]`, `spec.default`. */
  readonly at: string;
  readonly about: AppliedTo;
  /** The policy as one would write it, if nobody wrote it and the mesh begins with it. */
  readonly begun?: Readonly<Record<string, unknown>>;
}

/** AppliedTo is the part of a sidecar's traffic that an entry is about. */
export type AppliedTo =
  | { readonly kind: 'proxy' }
  /** Calls to these inbounds. */
  | { readonly kind: 'inbounds'; readonly names: readonly string[]; readonly from: AppliedCallers }
  /** All that the application calls. */
  | { readonly kind: 'services' }
  /** Calls to these ports of services; `isPort` tells that the entry names a single port, and not a whole service. */
  | { readonly kind: 'ports'; readonly ports: readonly BackendKey[]; readonly isPort: boolean }
  /** Requests that take the routes of a MeshHTTPRoute. */
  | { readonly kind: 'routes'; readonly of: string };

/** AppliedCallers are the callers that an entry is about: everybody, those with these tags, or those that match. */
export type AppliedCallers =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'tagged'; readonly tags: Readonly<Record<string, string>> }
  | { readonly kind: 'matching'; readonly matches: readonly object[] };

/** AppliedPart is a sidecar that a policy is about, and the entries of the policy that apply to it. */
export interface AppliedPart {
  readonly sidecar: ResourceKey;
  readonly items: readonly AppliedItem[];
}

/** MeshPolicyInquiry answers questions about policies of meshes. It computes answers when asked: nothing is stored for it. */
export interface MeshPolicyInquiry {
  /** The entries that apply to a sidecar, in the order in which they are applied; none where there is no such sidecar. */
  itemsFor(sidecar: ResourceKey): readonly AppliedItem[];
  /** The sidecars that a policy is about, in the order of their keys. */
  partsOf(policy: ResourceKey): readonly AppliedPart[];
}
