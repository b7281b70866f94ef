import { ProxyProtocolSchema } from '#gen/envoy/extensions/filters/listener/proxy_protocol/v3/proxy_protocol_pb.js';
import { extension } from '../extension.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** announced reads the client's address from the first bytes of a connection (PROXY protocol). */
export const announced: ListenerFacet<'announced'> = {
  facet: 'announced',
  encode: ({ optional }) => ({
    listenerFilters: [
      extension('envoy.filters.listener.proxy_protocol', ProxyProtocolSchema, {
        allowRequestsWithoutProxyProtocol: optional,
      }),
    ],
  }),
};
