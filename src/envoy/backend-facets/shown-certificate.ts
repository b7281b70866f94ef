import type { BackendFacet } from './backend-facet.ts';

/** shownCertificate is what a backend that is spoken to over TLS knows its client by. */
export const shownCertificate: BackendFacet<'shownCertificate'> = {
  facet: 'shownCertificate',
  encode: ({ certificate }) => ({ clientCertificate: certificate }),
};
