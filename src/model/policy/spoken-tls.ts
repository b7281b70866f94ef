import type { TlsParameters } from '../tls-parameters.ts';

/** SpokenTls is what of TLS is spoken to backends that want it, where they leave that open. */
export interface SpokenTls extends TlsParameters {
  /** What is offered to be spoken within. */
  readonly alpn?: readonly string[];
}
