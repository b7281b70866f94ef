import type { BackendFacet } from './backend-facet.ts';

/** shownCertificate is the certificate by which a backend that is spoken to over TLS knows its client. */
export const shownCertificate: BackendFacet<'shownCertificate'> = {
  facet: 'shownCertificate',
  encode: ({ certificate }) => ({ clientCertificate: certificate }),
};
