/** ClusterCalls is what was sent to a cluster. */
export interface ClusterCalls {
  /** Requests, or connections where those are not told apart. */
  readonly requests: number;
  /** When something was sent the last time, in milliseconds since the epoch; as exact as reports are frequent. */
  readonly last: number;
}

/** CalledClusters is to which clusters a sidecar sent something, as far as its Envoy told. Times are milliseconds since the epoch. */
export interface CalledClusters {
  /** From when on it told. */
  readonly since: number;
  /** When it told the last time. */
  readonly until: number;
  /** Milliseconds in between of which it told: less than all where it was away. */
  readonly watched: number;
  /** By Envoy's name for the cluster; the one that was called last stands last. */
  readonly clusters: ReadonlyMap<string, ClusterCalls>;
}
