import type { ResourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { UpstreamTls } from '../upstream-tls.ts';

/** DirectAccess is whose workloads sidecars call one by one, at their own addresses. */
export interface DirectAccess {
  readonly mesh: string;
  /** Values of the tag `kuma.io/service`, in their order; every one of the mesh where it is absent. */
  readonly services?: readonly string[];
}

/** directAccessName is the same for those that are equal. */
export function directAccessName({ mesh, services }: DirectAccess): string {
  return ['direct', mesh, services === undefined ? 'all' : hashBytes(JSON.stringify(services))].join(':');
}

/** DirectEndpoint is where one of those workloads is called. */
export interface DirectEndpoint {
  /** Who calls it (`directAccessName`). */
  readonly access: string;
  /** The Dataplane. */
  readonly origin: ResourceKey;
  readonly mesh: string;
  readonly service: string;
  readonly address: string;
  readonly port: number;
  /** Absent: in plain text. */
  readonly tls?: UpstreamTls;
}
