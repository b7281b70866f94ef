import type { ClientValidation } from '../../client-validation.ts';
import type { TlsParameters } from '../../tls-parameters.ts';

/** ClientTls is how TLS is spoken with clients. */
export interface ClientTls extends TlsParameters {
  readonly alpn?: readonly string[];
  /** What is made of how a client speaks TLS, for logs and headers to tell. */
  readonly fingerprints?: readonly ('ja3' | 'ja4')[];
  /** What is asked of clients; goes before what the gateway itself asks. */
  readonly clients?: ClientValidation;
  /** Whether a session is resumed: from the server's memory, from a ticket; absent is no. */
  readonly resumption?: { readonly stateful: boolean; readonly stateless: boolean };
}
