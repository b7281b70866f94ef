import type { ResourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { UpstreamTls } from '../upstream-tls.ts';

/** DirectAccess says which workloads sidecars may call one by one, at their own addresses. */
export interface DirectAccess {
  readonly mesh: string;
  /** Values of the tag `kuma.io/service`, sorted; absent: every workload of the mesh. */
  readonly services?: readonly string[];
}

/** directAccessName is the same for equal values. */
export function directAccessName({ mesh, services }: DirectAccess): string {
  return ['direct', mesh, services === undefined ? 'all' : hashBytes(JSON.stringify(services))].join(':');
}

/** DirectEndpoint is the address and port at which such a workload is called. */
export interface DirectEndpoint {
  /** The access by which it is called (`directAccessName`). */
  readonly access: string;
  /** The Dataplane that it is part of. */
  readonly origin: ResourceKey;
  readonly mesh: string;
  readonly service: string;
  readonly address: string;
  readonly port: number;
  /** Absent: in plain text. */
  readonly tls?: UpstreamTls;
}
