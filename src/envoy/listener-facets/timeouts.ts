import { protobufDuration } from '#lib/duration.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** timeouts is how long clients are waited for. */
export const timeouts: ListenerFacet<'timeouts'> = {
  facet: 'timeouts',
  encode: ({ request, headers, idle, streamIdle, tcpIdle, handshake, inspection }) => ({
    listener: inspection === undefined ? {} : { listenerFiltersTimeout: protobufDuration(inspection) },
    chain: handshake === undefined ? {} : { transportSocketConnectTimeout: protobufDuration(handshake) },
    tcp: tcpIdle === undefined ? {} : { idleTimeout: protobufDuration(tcpIdle) },
    manager: {
      ...(request === undefined ? {} : { requestTimeout: protobufDuration(request) }),
      ...(headers === undefined ? {} : { requestHeadersTimeout: protobufDuration(headers) }),
      ...(streamIdle === undefined ? {} : { streamIdleTimeout: protobufDuration(streamIdle) }),
    },
    http: idle === undefined ? {} : { idleTimeout: protobufDuration(idle) },
  }),
};
