import type { DynamicForwardProxy } from '#resources';
import { refusedByRequest } from '../../address-policy.ts';
import type { DestinationKind } from './destination-kind.ts';

/** Requests go to the host that each names, unless the address that it resolves to is refused. */
export const dynamicForwardProxy: DestinationKind<DynamicForwardProxy> = {
  build: ({ destination: { enableTls } }, { policy }) => ({
    kind: 'built',
    backend: {
      protocol: enableTls ? 'auto' : 'http1',
      discovery: 'by-request',
      byRequest: refusedByRequest(policy),
      endpoints: [],
      ...(enableTls ? { tls: { trust: { kind: 'system-roots' }, serverName: { kind: 'host' } } } : {}),
    },
    isProtocolOpen: !enableTls,
    findings: [],
  }),
};
