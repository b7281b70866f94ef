import type { ClientValidation } from '../../client-validation.ts';
import type { TlsVersion } from '../../tls-parameters.ts';

/** ClientTls is how TLS is spoken with clients. */
export interface ClientTls {
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** In Envoy's (BoringSSL's) words; for versions before 1.3. */
  readonly ciphers?: readonly string[];
  readonly curves?: readonly string[];
  readonly signatureAlgorithms?: readonly string[];
  readonly alpn?: readonly string[];
  /** What is asked of clients; goes before what the gateway itself asks. */
  readonly clients?: ClientValidation;
  /** Whether a session is resumed: from the server's memory, from a ticket; absent is no. */
  readonly resumption?: { readonly stateful: boolean; readonly stateless: boolean };
}
