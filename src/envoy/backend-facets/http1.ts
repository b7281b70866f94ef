import { preservedCase, properCase } from '../header-case.ts';
import type { BackendFacet } from './backend-facet.ts';

const headerCases = { preserved: preservedCase, proper: properCase };

/** http1 is how HTTP/1.1 is spoken, where it is. */
export const http1: BackendFacet<'http1'> = {
  facet: 'http1',
  encode: ({ trailers, headerCase, resetStreamOnError }) => ({
    http1: {
      ...(trailers === undefined ? {} : { enableTrailers: trailers }),
      ...(headerCase === undefined ? {} : { headerKeyFormat: headerCases[headerCase] }),
      ...(resetStreamOnError === undefined
        ? {}
        : { overrideStreamErrorOnInvalidHttpMessage: resetStreamOnError }),
    },
  }),
};
