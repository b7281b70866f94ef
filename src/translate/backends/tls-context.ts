import type { Collection } from '#graph';
import type { Authorities } from '../authorities.ts';
import type { CertificateState } from '../gateways/certificate.ts';
import type { ReferenceGrants } from '../reference-grants.ts';

/** TlsProblem says what is wrong with a Backend's `tls`, and where. */
export interface TlsProblem {
  readonly message: string;
  readonly path: string;
  /** Set where a reference is at fault: the reason of `ResolvedRefs`. */
  readonly unresolved?: string;
}

/** TlsContext is where the certificates are looked up that a Backend's `tls` refers to. */
export interface TlsContext {
  readonly authorities: Authorities;
  readonly certificates: Collection<CertificateState>;
  readonly grants: ReferenceGrants;
}
