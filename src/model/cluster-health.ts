/**
 * EndpointHealth is how one proxy sees one address of a cluster.
 * - `healthy`: requests are sent to it.
 * - `pending`: it was not checked yet.
 * - `unhealthy`: it failed its health check.
 * - `ejected`: it failed requests, and is left out for a while.
 */
export interface EndpointHealth {
  /** `10.0.0.1:80`, `[::1]:80` or a socket's path. */
  readonly address: string;
  /** The name that resolved to the address. */
  readonly name?: string;
  readonly state: 'healthy' | 'pending' | 'unhealthy' | 'ejected';
  /** Further explanation for people, if there is any. */
  readonly why?: string;
  /** When the address was first seen in this state, in milliseconds since the epoch. */
  readonly since: number;
  /** When the address was first seen in the cluster, in the same unit. */
  readonly foundAt: number;
}

/** ClusterHealth is what one proxy reports about one cluster. */
export interface ClusterHealth {
  /** Id of the proxy. */
  readonly proxy: string;
  readonly cluster: string;
  /** Empty where the proxy reports only how many endpoints there are. */
  readonly endpoints: readonly EndpointHealth[];
  readonly counted?: EndpointCount;
}

/** EndpointCount is how many addresses of a cluster a proxy has, and to how many of them it sends requests. */
export interface EndpointCount {
  readonly total: number;
  readonly healthy: number;
}
