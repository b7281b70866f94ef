import type { ListenerFacet } from './listener-facet.ts';

/** http3 has a listener of its own (`quic-listener.ts`), and is not part of that of TCP. */
export const http3: ListenerFacet<'http3'> = { facet: 'http3', encode: () => ({}) };
