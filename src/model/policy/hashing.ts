/** Hashing says what is hashed of a request, where the backend's load balancer keeps equal hashes at one endpoint. */
export interface Hashing {
  readonly keys: readonly HashKey[];
}

/** hashesAddress tells whether the client's address is hashed: nothing else is known of a connection or a datagram. */
export function hashesAddress(hashing: Hashing | undefined): boolean {
  return hashing?.keys.some(({ kind }) => kind === 'source-ip') === true;
}

/** HashKey is one input of the hash. If it is present and `isLast`, the keys after it are ignored. */
export type HashKey = { readonly isLast?: boolean } & (
  | { readonly kind: 'source-ip' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string }
  /** A value that a filter stored in the request's filter state. */
  | { readonly kind: 'filter-state'; readonly name: string }
  | {
      readonly kind: 'cookie';
      readonly name: string;
      /** Milliseconds; where set, clients without the cookie are given one. */
      readonly ttl?: number;
      readonly path?: string;
      readonly attributes: readonly { readonly name: string; readonly value: string }[];
    }
);
