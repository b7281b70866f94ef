/** ClientValidation says by whose word clients are believed, and whether those are let in that nobody vouches for. */
export interface ClientValidation {
  /** PEM; absent: anybody's certificate will do. */
  readonly authorities?: string;
  readonly required: boolean;
  /** Whether one that nobody vouches for is taken as well; absent: where none is required. */
  readonly isUntrustedTaken?: boolean;
  /** What a certificate must be for, one of these. */
  readonly names?: readonly CertificateName[];
  /** SHA-256 of certificates, and of their public keys (base64): one of them. */
  readonly hashes?: readonly string[];
  readonly keyHashes?: readonly string[];
  /** Lists of what their authorities have revoked (PEM): one of each authority in a chain, or nobody it vouches for comes in. */
  readonly revoked?: string;
  /** Whether only the client's own certificate is looked up there, and not those that vouch for it. */
  readonly isLeafAloneLookedUp?: boolean;
  readonly isExpiredTaken?: boolean;
}

/** CertificateName is a name that a client's certificate may be for; one of another sort goes by its object identifier. */
export type CertificateName = {
  readonly match: 'exact' | 'prefix' | 'suffix' | 'regex';
  readonly value: string;
} & ({ readonly kind: 'dns' | 'email' | 'ip' | 'uri' } | { readonly kind: 'other'; readonly oid: string });
