import type { ClientValidation } from '../../client-validation.ts';
import type { TlsParameters } from '../../tls-parameters.ts';

/** ClientTls says how TLS is spoken with clients. */
export interface ClientTls extends TlsParameters {
  readonly alpn?: readonly string[];
  /** Fingerprints that are computed of a client's TLS handshake, for logs and headers. */
  readonly fingerprints?: readonly ('ja3' | 'ja4')[];
  /** The validation of client certificates; overrides the gateway's own. */
  readonly clients?: ClientValidation;
  /** Whether sessions are resumed: from the server's memory, from tickets; absent is no. */
  readonly resumption?: { readonly stateful: boolean; readonly stateless: boolean };
}
