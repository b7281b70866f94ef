import type { ResourceKey } from '#lib/resource-ref.ts';

/** AuthorityKey names who vouches for identities: the object that says so, and which of its backends (`…:ca-1`). */
export type AuthorityKey = string;

/** authorityKey makes one. */
export function authorityKey(origin: ResourceKey, backend = ''): AuthorityKey {
  return [origin, backend].join(':');
}

/** Identity is who a sidecar is in its mesh: what its certificate is to say, and who vouches for that. It holds no key. */
export interface Identity {
  readonly mesh: string;
  readonly authority: AuthorityKey;
  /** URIs, its SPIFFE IDs first: `spiffe://default/web`, `kuma://version/1`. */
  readonly names: readonly string[];
  /** ms for which a certificate holds. */
  readonly lifetime: number;
}

/** MeshAuthority vouches for identities of a mesh. All of a mesh are believed, whichever of them a sidecar is vouched for by. */
export interface MeshAuthority {
  readonly key: AuthorityKey;
  readonly origin: ResourceKey;
  readonly mesh: string;
  /** Whom it vouches for: `spiffe://<trust domain>/…`. */
  readonly trustDomain: string;
  /** The mesh takes its word; otherwise some MeshTrust must say so. */
  readonly isTrusted: boolean;
  /** Whether it is made here, for `lifetime` (ms), and kept; or a key pair (PEM, never printed) that somebody gave. */
  readonly pair:
    | { readonly kind: 'builtin'; readonly lifetime: number }
    | { readonly kind: 'provided'; readonly certificate: string; readonly privateKey: string };
}

/** TrustedRoots are whose word is taken for identities of a trust domain. */
export interface TrustedRoots {
  readonly trustDomain: string;
  /** PEM, one certificate or more in each. */
  readonly roots: readonly string[];
}

/** MeshTrust is what a mesh trusts beside its own authorities. */
export interface MeshTrust extends TrustedRoots {
  readonly mesh: string;
}

/** SidecarSecurity is who a sidecar is to others of its mesh, and whom it is called by. */
export interface SidecarSecurity {
  readonly identity: Identity;
  /** It is called in plain text as well. */
  readonly isPermissive: boolean;
  /** What the identities of its callers begin with (`spiffe://default/`). */
  readonly callers: readonly string[];
}
