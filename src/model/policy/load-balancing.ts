/** LoadBalancing chooses the endpoint of a backend that a request goes to. */
export interface LoadBalancing {
  readonly algorithm?: Algorithm;
  /** Milliseconds in which a new endpoint comes to its full share, where the algorithm can do that. */
  readonly slowStart?: number;
}

/** `consistent-hash` keeps what hashes alike with one endpoint (Maglev); what is hashed is the route's to say. */
export type Algorithm =
  | { readonly kind: 'least-request' }
  | { readonly kind: 'random' }
  | { readonly kind: 'round-robin' }
  | { readonly kind: 'consistent-hash'; readonly tableSize?: number };
