/** ApiKeyAuth admits requests that show the key of a client. */
export interface ApiKeyAuth {
  /** No two clients have the same key. Keys are never printed. */
  readonly clients: readonly { readonly name: string; readonly key: string }[];
  /** Where keys are looked for, in this order. */
  readonly sources: readonly ApiKeySource[];
  /** The header in which the backend is told the client's name. */
  readonly clientHeader?: string;
  /** Whether the key is hidden from the backend. */
  readonly hidesKey?: boolean;
}

/** ApiKeySource is a place in a request where its key may be. */
export interface ApiKeySource {
  readonly kind: 'header' | 'query' | 'cookie';
  readonly name: string;
}
