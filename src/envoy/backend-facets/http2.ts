import { http2Options } from '../http2-options.ts';
import type { BackendFacet } from './backend-facet.ts';

/** http2 is how HTTP/2 is spoken, where it is. */
export const http2: BackendFacet<'http2'> = {
  facet: 'http2',
  encode: settings => ({ http2: http2Options(settings) }),
};
