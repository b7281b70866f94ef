import { ConnectionLimitSchema } from '#gen/envoy/extensions/filters/network/connection_limit/v3/connection_limit_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { extension } from '../extension.ts';
import { limitIfAny } from '../limit.ts';
import { bufferOptions } from '../socket-option.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** connections are the limits of connections from clients: how many, how long, how much is buffered. */
export const connections: ListenerFacet<'connections'> = {
  facet: 'connections',
  encode: ({
    bufferLimit,
    socketBuffers,
    maxConnections,
    closeDelay,
    maxDuration,
    maxStreamDuration,
    maxRequests,
    acceptedAtOnce,
  }) => ({
    listener: {
      ...(bufferLimit === undefined ? {} : { perConnectionBufferLimitBytes: bufferLimit }),
      ...(acceptedAtOnce === undefined ? {} : { maxConnectionsToAcceptPerSocketEvent: acceptedAtOnce }),
    },
    socketOptions: socketBuffers === undefined ? [] : bufferOptions(socketBuffers),
    networkFilters:
      maxConnections === undefined
        ? []
        : [
            extension('envoy.filters.network.connection_limit', ConnectionLimitSchema, {
              statPrefix: 'connection-limit',
              maxConnections: BigInt(maxConnections),
              ...(closeDelay === undefined ? {} : { delay: protobufDuration(closeDelay) }),
            }),
          ],
    // Otherwise, a client that has just sent a request on a connection that is closed gets no answer.
    manager: (maxDuration ?? 0) === 0 ? {} : { http1SafeMaxConnectionDuration: true },
    http: {
      ...limitIfAny('maxConnectionDuration', maxDuration),
      ...limitIfAny('maxStreamDuration', maxStreamDuration),
      ...(maxRequests === undefined ? {} : { maxRequestsPerConnection: maxRequests }),
    },
  }),
};
