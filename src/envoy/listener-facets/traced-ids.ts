import { UuidRequestIdConfigSchema } from '#gen/envoy/extensions/request_id/uuid/v3/uuid_pb.js';
import { pack } from '../encode.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** tracedIds is what the id of a request has to do with its trace. */
export const tracedIds: ListenerFacet<'tracedIds'> = {
  facet: 'tracedIds',
  encode: ({ tellsWhy, decides }) => ({
    manager: {
      requestIdExtension: {
        typedConfig: pack(UuidRequestIdConfigSchema, {
          packTraceReason: tellsWhy,
          useRequestIdForTraceSampling: decides,
        }),
      },
    },
  }),
};
