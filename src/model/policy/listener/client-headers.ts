/** ClientHeaders is what of the headers is kept, made or refused. */
export interface ClientHeaders {
  /** Whether Envoy tells of itself (`x-envoy-…`). */
  readonly envoyHeaders?: boolean;
  readonly underscores?: 'allow' | 'reject' | 'drop';
  readonly requestId?: 'preserve-or-generate' | 'preserve' | 'generate' | 'disable';
  readonly forwardedClientCertificate?: {
    readonly mode: 'sanitize' | 'forward-only' | 'append-forward' | 'sanitize-set' | 'always-forward-only';
    readonly adds: readonly ('subject' | 'cert' | 'chain' | 'dns' | 'uri')[];
  };
  /** Bytes of all headers of a request. */
  readonly maxBytes?: number;
}
