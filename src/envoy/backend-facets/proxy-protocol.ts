import type { BackendFacet } from './backend-facet.ts';

/** proxyProtocol goes ahead of everything else, TLS too: see `upstream-socket.ts`. */
export const proxyProtocol: BackendFacet<'proxyProtocol'> = {
  facet: 'proxyProtocol',
  encode: proxyProtocol => ({ proxyProtocol }),
};
