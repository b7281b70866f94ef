import { protobufDuration } from '#lib/duration.ts';
import type { BackendFacet } from './backend-facet.ts';

/** connections is how long they may take to make, and how long they are kept. */
export const connections: BackendFacet<'connections'> = {
  facet: 'connections',
  encode: ({
    connectTimeout,
    idleTimeout,
    maxDuration,
    maxStreamDuration,
    maxRequests,
    bufferLimit,
    preconnectPerEndpoint,
    preconnectPredicted,
  }) => ({
    cluster: {
      ...(connectTimeout === undefined ? {} : { connectTimeout: protobufDuration(connectTimeout) }),
      ...(bufferLimit === undefined ? {} : { perConnectionBufferLimitBytes: bufferLimit }),
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
      ...(maxDuration === undefined ? {} : { maxConnectionDuration: protobufDuration(maxDuration) }),
      ...(maxStreamDuration === undefined ? {} : { maxStreamDuration: protobufDuration(maxStreamDuration) }),
      ...(maxRequests === undefined ? {} : { maxRequestsPerConnection: maxRequests }),
    },
  }),
};
