/** Resolution is how a proxy looks up the names of a backend. */
export interface Resolution {
  /** Milliseconds between two lookups. */
  readonly refresh?: number;
  /** Whether the record's time to live goes before `refresh`. */
  readonly respectTtl?: boolean;
  readonly family?: 'v4' | 'v6' | 'v4-preferred' | 'v6-preferred' | 'both';
}
