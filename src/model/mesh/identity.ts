import type { ResourceKey } from '#lib/resource-ref.ts';

/** AuthorityKey names an authority that issues identities: the object that defines it, and which of its backends (`…:ca-1`). */
export type AuthorityKey = string;

/** authorityKey makes an AuthorityKey. */
export function authorityKey(origin: ResourceKey, backend = ''): AuthorityKey {
  return [origin, backend].join(':');
}

/** Identity is what a sidecar's certificate has to state, and which authority issues it. It holds no key. */
export interface Identity {
  readonly mesh: string;
  readonly authority: AuthorityKey;
  /** URIs, its SPIFFE IDs first: `spiffe://default/web`, `kuma://version/1`. */
  readonly names: readonly string[];
  /** Milliseconds for which a certificate is valid. */
  readonly lifetime: number;
}

/**
 * MeshAuthority issues identities of a mesh. Sidecars believe all authorities of their mesh, whichever issued their own identity.
 */
export interface MeshAuthority {
  readonly key: AuthorityKey;
  readonly origin: ResourceKey;
  readonly mesh: string;
  /** It issues identities `spiffe://<trust domain>/…`. */
  readonly trustDomain: string;
  /** The mesh trusts it without further ado; otherwise a MeshTrust must say so. */
  readonly isTrusted: boolean;
  /**
   * `builtin`: the key pair is made here, is valid for `lifetime` (ms), and is stored. `provided`: the user gave it (PEM, never
   * printed).
   */
  readonly pair:
    | { readonly kind: 'builtin'; readonly lifetime: number }
    | { readonly kind: 'provided'; readonly certificate: string; readonly privateKey: string };
}

/** TrustedRoots are the root certificates that are trusted for identities of a trust domain. */
export interface TrustedRoots {
  readonly trustDomain: string;
  /** PEM, one certificate or more in each. */
  readonly roots: readonly string[];
}

/** MeshTrust is what a mesh trusts besides its own authorities. */
export interface MeshTrust extends TrustedRoots {
  readonly mesh: string;
}

/** SidecarSecurity is a sidecar's identity in its mesh, and whose calls it takes. */
export interface SidecarSecurity {
  readonly identity: Identity;
  /** It takes calls in plain text as well. */
  readonly isPermissive: boolean;
  /** Prefixes of its callers' identities (`spiffe://default/`). */
  readonly callers: readonly string[];
}
