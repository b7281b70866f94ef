/**
 * ClientValidation says which authorities may vouch for clients, and whether clients without a trusted certificate are let in.
 */
export interface ClientValidation {
  /** PEM; absent: any certificate will do. */
  readonly authorities?: string;
  readonly required: boolean;
  /** Whether a client whose certificate nobody trusts is let in as well; absent: yes, unless a certificate is required. */
  readonly isUntrustedTaken?: boolean;
  /** Names, one of which the certificate must have. */
  readonly names?: readonly CertificateName[];
  /** SHA-256 of certificates, and of their public keys (base64), one of which must match. */
  readonly hashes?: readonly string[];
  readonly keyHashes?: readonly string[];
  /**
   * Revocation lists of the authorities (PEM). Every authority in a chain needs one; otherwise nobody it vouches for is let in.
   */
  readonly revoked?: string;
  /** Whether only the client's own certificate is looked up there, and not the rest of its chain. */
  readonly isLeafAloneLookedUp?: boolean;
  readonly isExpiredTaken?: boolean;
}

/** CertificateName matches a name in a client's certificate. The kind `other` is identified by its object identifier. */
export type CertificateName = {
  readonly match: 'exact' | 'prefix' | 'suffix' | 'regex';
  readonly value: string;
} & ({ readonly kind: 'dns' | 'email' | 'ip' | 'uri' } | { readonly kind: 'other'; readonly oid: string });
