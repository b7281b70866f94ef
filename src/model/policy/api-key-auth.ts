/** ApiKeyAuth lets those pass who show the key of a client. */
export interface ApiKeyAuth {
  /** No two have the same key. Keys are never printed. */
  readonly clients: readonly { readonly name: string; readonly key: string }[];
  /** Where keys are looked for, in this order. */
  readonly sources: readonly ApiKeySource[];
  /** The header in which the backend is told which client it is. */
  readonly clientHeader?: string;
  /** Whether the backend is not to see the key. */
  readonly hidesKey?: boolean;
}

/** ApiKeySource is a place of a request where its key may be. */
export interface ApiKeySource {
  readonly kind: 'header' | 'query' | 'cookie';
  readonly name: string;
}
