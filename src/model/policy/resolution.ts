/** Resolution is how the names of a backend are looked up, by the proxy or by the control plane. Times are in milliseconds. */
export interface Resolution {
  /** Between two lookups. */
  readonly refresh?: number;
  /** Up to how much longer, by chance, so that proxies do not all ask at once. Of the proxy's own lookups. */
  readonly jitter?: number;
  /** Whether the record's time to live goes before `refresh`. */
  readonly respectTtl?: boolean;
  readonly family?: 'v4' | 'v6' | 'v4-preferred' | 'v6-preferred' | 'both';
  /** Between two tries after a lookup that failed. */
  readonly failure?: { readonly base: number; readonly max: number };
  /**
   * Whether each address of a name is an endpoint (`strict`), or the name is one, whose connections go to the first address there
   * is when they are made, and stay (`logical`).
   */
  readonly kind?: 'strict' | 'logical';
}
