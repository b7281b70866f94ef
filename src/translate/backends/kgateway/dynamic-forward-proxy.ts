import type { DynamicForwardProxy } from '#resources';
import { refusedByRequest } from '../../address-policy.ts';
import type { DestinationKind } from './destination-kind.ts';

/** The host of each request, refused by the address that it was resolved to. */
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
