import { protobufDuration } from '#lib/duration.ts';
import { limit, limitIfAny } from '../limit.ts';
import { bufferOptions } from '../socket-option.ts';
import type { BackendFacet } from './backend-facet.ts';

/** connections are the limits of connections to endpoints: how long they may take to make, how long they are kept, and others. */
export const connections: BackendFacet<'connections'> = {
  facet: 'connections',
  encode: ({
    connectTimeout,
    idleTimeout,
    maxDuration,
    maxStreamDuration,
    maxRequests,
    maxHeaders,
    bufferLimit,
    socketBuffers,
    preconnectPerEndpoint,
    preconnectPredicted,
  }) => ({
    cluster: {
      ...(connectTimeout === undefined ? {} : { connectTimeout: limit(connectTimeout) }),
      ...(bufferLimit === undefined ? {} : { perConnectionBufferLimitBytes: bufferLimit }),
      ...(socketBuffers === undefined
        ? {}
        : { upstreamBindConfig: { socketOptions: bufferOptions(socketBuffers) } }),
      ...(preconnectPerEndpoint === undefined && preconnectPredicted === undefined
        ? {}
        : {
            preconnectPolicy: {
              ...(preconnectPerEndpoint === undefined
                ? {}
                : { perUpstreamPreconnectRatio: preconnectPerEndpoint }),
              ...(preconnectPredicted === undefined
                ? {}
                : { predictivePreconnectRatio: preconnectPredicted }),
            },
          }),
    },
    http: {
      ...(idleTimeout === undefined ? {} : { idleTimeout: protobufDuration(idleTimeout) }),
      ...limitIfAny('maxConnectionDuration', maxDuration),
      ...limitIfAny('maxStreamDuration', maxStreamDuration),
      ...(maxRequests === undefined ? {} : { maxRequestsPerConnection: maxRequests }),
      ...(maxHeaders === undefined ? {} : { maxHeadersCount: maxHeaders }),
    },
  }),
};
