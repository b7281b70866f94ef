import type { Collection } from '#graph';
import type { Authorities } from '../authorities.ts';
import type { CertificateState } from '../gateways/certificate.ts';
import type { ReferenceGrants } from '../reference-grants.ts';

/** TlsProblem says what of `tls` cannot be met, and where. */
export interface TlsProblem {
  readonly message: string;
  readonly path: string;
  /** What is wrong with a reference that it makes. */
  readonly unresolved?: string;
}

/** TlsContext is where the certificates are looked up that a Backend's `tls` refers to. */
export interface TlsContext {
  readonly authorities: Authorities;
  readonly certificates: Collection<CertificateState>;
  readonly grants: ReferenceGrants;
}
