/** ClusterCalls counts what was sent to a cluster. */
export interface ClusterCalls {
  /** Requests, or connections where requests are not told apart. */
  readonly requests: number;
  /** When something was last sent, in milliseconds since the epoch; no more exact than the interval of reports. */
  readonly last: number;
}

/**
 * CalledClusters says to which clusters a sidecar sent something, as its Envoy reports it. Times are milliseconds since the
 * epoch.
 */
export interface CalledClusters {
  /** When the reports began. */
  readonly since: number;
  /** When the last report came. */
  readonly until: number;
  /** Milliseconds in between that reports cover: less than the whole where the sidecar was disconnected. */
  readonly watched: number;
  /** By Envoy's name for the cluster; the most recently called one stands last. */
  readonly clusters: ReadonlyMap<string, ClusterCalls>;
}
