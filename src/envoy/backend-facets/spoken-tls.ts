import type { BackendFacet } from './backend-facet.ts';

/** spokenTls is what of TLS is spoken to a backend that leaves it open. */
export const spokenTls: BackendFacet<'spokenTls'> = {
  facet: 'spokenTls',
  encode: ({ alpn, ...parameters }) => ({ tls: { parameters, ...(alpn === undefined ? {} : { alpn }) } }),
};
