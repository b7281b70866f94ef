import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from './backend.ts';

/** WatchedCluster is a use of a backend whose endpoints may be missing or unhealthy: Envoy has to be asked about them. */
export interface WatchedCluster {
  /** Envoy's name for the cluster. */
  readonly cluster: string;
  /** The name of its ClusterLoadAssignment, if it has one. */
  readonly assignment?: string;
  readonly backend: BackendKey;
  /** The object that the backend was made from. */
  readonly origin: ResourceKey;
  /** How a failed endpoint is noticed: by health checks, by its answers to requests, or not at all. */
  readonly watchedBy: 'checks' | 'requests' | 'nobody';
  /** Envoy itself resolves the names of its endpoints. */
  readonly resolves: boolean;
}
