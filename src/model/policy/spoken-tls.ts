import type { TlsParameters } from '../tls-parameters.ts';

/** SpokenTls are the TLS parameters for backends that use TLS, where they leave them open. */
export interface SpokenTls extends TlsParameters {
  /** The protocols that are offered by ALPN. */
  readonly alpn?: readonly string[];
}
