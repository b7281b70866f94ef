import type { HeaderChanges } from './header-changes.ts';

/** ClientHeaders is what of the headers is kept, made, changed or refused. */
export interface ClientHeaders {
  /** Whether Envoy tells of itself (`x-envoy-…`). */
  readonly envoyHeaders?: boolean;
  readonly underscores?: 'allow' | 'reject' | 'drop';
  readonly requestId?: 'preserve-or-generate' | 'preserve' | 'generate' | 'disable';
  readonly forwardedClientCertificate?: {
    readonly mode: 'sanitize' | 'forward-only' | 'append-forward' | 'sanitize-set' | 'always-forward-only';
    readonly adds: readonly ('subject' | 'cert' | 'chain' | 'dns' | 'uri')[];
  };
  /** Whether the dot that a host may end with is taken off; absent is yes. */
  readonly stripsHostDot?: boolean;
  /** What is changed of a request before anything is read of it, and of an answer after everything else was done to it. */
  readonly early?: HeaderChanges;
  readonly late?: HeaderChanges;
  /** Whether clients are told what a rate limit leaves them; absent is yes. */
  readonly tellsRateLimits?: boolean;
  /** Whether the port is taken off the host: that of the listener alone, or any. */
  readonly stripsHostPort?: 'matching' | 'any';
  /** Whether backends answer `Expect: 100-continue`; absent: the proxy does. */
  readonly passesExpect?: boolean;
  /** Bytes of all headers of a request. */
  readonly maxBytes?: number;
  /** How many of them there may be. */
  readonly maxCount?: number;
}
