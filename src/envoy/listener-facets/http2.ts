import { http2Options, windowsByDefault } from '../http2-options.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** What holds where nothing is said: see Envoy's "Configuring Envoy as an edge proxy". */
export const http2ByDefault = {
  maxConcurrentStreams: 100,
  ...windowsByDefault,
};

/** http2 is how HTTP/2 is spoken with clients. */
export const http2: ListenerFacet<'http2'> = {
  facet: 'http2',
  encode: settings => ({
    manager: { http2ProtocolOptions: { ...http2ByDefault, ...http2Options(settings) } },
  }),
};
