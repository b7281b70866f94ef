import type { ResourceRef } from '#lib/resource-ref.ts';
import type { EnvoyGatewayBackendSpec } from '#resources';

/** WrittenEndpoints is what an object says of where requests go, of whatever dialect: what its names and addresses are found by. */
export interface WrittenEndpoints {
  readonly ref: ResourceRef;
  readonly spec: Pick<EnvoyGatewayBackendSpec, 'endpoints' | 'appProtocols' | 'dns' | 'tls'>;
}
