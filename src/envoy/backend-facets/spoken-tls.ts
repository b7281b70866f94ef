import type { BackendFacet } from './backend-facet.ts';

/** spokenTls is how TLS is spoken to a backend that leaves that open itself. */
export const spokenTls: BackendFacet<'spokenTls'> = {
  facet: 'spokenTls',
  encode: ({ alpn, ...parameters }) => ({ tls: { parameters, ...(alpn === undefined ? {} : { alpn }) } }),
};
