import { protobufDuration } from '#lib/duration.ts';
import type { Http2Keepalive } from '#model';
import type { BackendFacet } from './backend-facet.ts';

/** http2 is how HTTP/2 is spoken, where it is. */
export const http2: BackendFacet<'http2'> = {
  facet: 'http2',
  encode: ({ resetStreamOnError, keepalive, ...same }) => ({
    http2: {
      ...same,
      ...(resetStreamOnError === undefined
        ? {}
        : { overrideStreamErrorOnInvalidHttpMessage: resetStreamOnError }),
      ...(keepalive === undefined ? {} : { connectionKeepalive: pings(keepalive) }),
    },
  }),
};

/** Envoy wants to know how long it waits for an answer, wherever it asks. */
const pingTimeout = 20_000;

function pings({ interval, timeout = pingTimeout, intervalJitter, idleInterval }: Http2Keepalive) {
  return {
    timeout: protobufDuration(timeout),
    ...(interval === undefined ? {} : { interval: protobufDuration(interval) }),
    ...(intervalJitter === undefined ? {} : { intervalJitter: { value: intervalJitter } }),
    ...(idleInterval === undefined ? {} : { connectionIdleInterval: protobufDuration(idleInterval) }),
  };
}
