import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey } from './backend.ts';

/** WatchedCluster is a use of a backend whose endpoints may be missing, or out of use: somebody has to ask Envoy for them. */
export interface WatchedCluster {
  /** Envoy's name for it. */
  readonly cluster: string;
  /** The name that its endpoints travel under, where they do. */
  readonly assignment?: string;
  readonly backend: BackendKey;
  /** The object that the backend was made from. */
  readonly origin: ResourceKey;
  /** How it is noticed that an endpoint is down: by asking it, by how it answers requests, or not at all. */
  readonly watchedBy: 'checks' | 'requests' | 'nobody';
  /** Envoy itself looks up the names of its endpoints. */
  readonly resolves: boolean;
}
