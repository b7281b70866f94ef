/** Hashing is what of a request is hashed where its backend keeps what hashes alike with one endpoint. */
export interface Hashing {
  readonly keys: readonly HashKey[];
}

/** HashKey is one thing that is hashed; where it is there and `isLast`, nothing that follows is. */
export type HashKey = { readonly isLast?: boolean } & (
  | { readonly kind: 'source-ip' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string }
  /** What a filter left with the request. */
  | { readonly kind: 'filter-state'; readonly name: string }
  | {
      readonly kind: 'cookie';
      readonly name: string;
      /** Milliseconds; where set, a cookie is made for who has none. */
      readonly ttl?: number;
      readonly path?: string;
      readonly attributes: readonly { readonly name: string; readonly value: string }[];
    }
);
