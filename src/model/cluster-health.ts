/**
 * EndpointHealth is how one proxy sees one address of a cluster.
 * - `healthy`: it has requests sent to it.
 * - `pending`: it was not asked yet.
 * - `unhealthy`: it failed its health check.
 * - `ejected`: it failed requests, and is left out for a while.
 */
export interface EndpointHealth {
  /** `10.0.0.1:80`, `[::1]:80` or a socket's path. */
  readonly address: string;
  /** The name that it was looked up for. */
  readonly name?: string;
  readonly state: 'healthy' | 'pending' | 'unhealthy' | 'ejected';
  /** Words for people where there is more to say. */
  readonly why?: string;
  /** When it was first seen to be so, in milliseconds since the epoch. */
  readonly since: number;
  /** When the address was first seen there. */
  readonly foundAt: number;
}

/** ClusterHealth is what one proxy tells of one cluster. */
export interface ClusterHealth {
  /** Id of the proxy. */
  readonly proxy: string;
  readonly cluster: string;
  /** None where it tells no more than how many there are. */
  readonly endpoints: readonly EndpointHealth[];
  readonly counted?: EndpointCount;
}

/** EndpointCount is how many addresses a proxy has of a cluster, and to how many of them it sends requests. */
export interface EndpointCount {
  readonly total: number;
  readonly healthy: number;
}
