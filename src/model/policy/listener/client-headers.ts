import type { HeaderChanges } from './header-changes.ts';

/** ClientHeaders says which headers are kept, made, changed or rejected. */
export interface ClientHeaders {
  /** Whether Envoy adds its own headers (`x-envoy-…`). */
  readonly envoyHeaders?: boolean;
  readonly underscores?: 'allow' | 'reject' | 'drop';
  readonly requestId?: 'preserve-or-generate' | 'preserve' | 'generate' | 'disable';
  readonly forwardedClientCertificate?: {
    readonly mode: 'sanitize' | 'forward-only' | 'append-forward' | 'sanitize-set' | 'always-forward-only';
    readonly adds: readonly ('subject' | 'cert' | 'chain' | 'dns' | 'uri')[];
  };
  /** Whether a trailing dot is removed from the host; absent is yes. */
  readonly stripsHostDot?: boolean;
  /** Changes to a request before anything else reads it, and to an answer after everything else. */
  readonly early?: HeaderChanges;
  readonly late?: HeaderChanges;
  /** Whether clients are told in headers how much a rate limit leaves them; absent is yes. */
  readonly tellsRateLimits?: boolean;
  /** Whether the port is removed from the host: only the listener's own port, or any. */
  readonly stripsHostPort?: 'matching' | 'any';
  /** Whether `Expect: 100-continue` is passed to backends; absent: the proxy answers it. */
  readonly passesExpect?: boolean;
  /** The most bytes of all headers of a request together. */
  readonly maxBytes?: number;
  /** The most headers of a request. */
  readonly maxCount?: number;
}
