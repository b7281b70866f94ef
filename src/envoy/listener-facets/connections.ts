import { ConnectionLimitSchema } from '#gen/envoy/extensions/filters/network/connection_limit/v3/connection_limit_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { extension } from '../extension.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** connections is what clients may keep open. */
export const connections: ListenerFacet<'connections'> = {
  facet: 'connections',
  encode: ({
    bufferLimit,
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
    http: {
      ...(maxDuration === undefined ? {} : { maxConnectionDuration: protobufDuration(maxDuration) }),
      ...(maxStreamDuration === undefined ? {} : { maxStreamDuration: protobufDuration(maxStreamDuration) }),
      ...(maxRequests === undefined ? {} : { maxRequestsPerConnection: maxRequests }),
    },
  }),
};
