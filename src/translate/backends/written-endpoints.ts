import type { ResourceRef } from '#lib/resource-ref.ts';
import type { EnvoyGatewayBackendSpec } from '#resources';

/**
 * WrittenEndpoints is what an object, of whatever dialect, says of where requests go: its addresses and names are found by
 * it.
 */
export interface WrittenEndpoints {
  readonly ref: ResourceRef;
  readonly spec: Pick<EnvoyGatewayBackendSpec, 'endpoints' | 'appProtocols' | 'dns' | 'tls'>;
}
