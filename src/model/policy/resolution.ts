/** Resolution says how the names of a backend are resolved, by the proxy or by the control plane. Times are in milliseconds. */
export interface Resolution {
  /** The time between two lookups. */
  readonly refresh?: number;
  /** The most that is added to it at random, so that proxies do not all ask at once. Only for the proxy's own lookups. */
  readonly jitter?: number;
  /** Whether the record's time to live overrides `refresh`. */
  readonly respectTtl?: boolean;
  readonly family?: 'v4' | 'v6' | 'v4-preferred' | 'v6-preferred' | 'both';
  /** The time between two tries after a failed lookup. */
  readonly failure?: { readonly base: number; readonly max: number };
  /**
   * `strict`: each address of a name is an endpoint. `logical`: the name is one endpoint; a connection goes to the first address
   * at the time it is made, and stays.
   */
  readonly kind?: 'strict' | 'logical';
}
