import { LocalRateLimitSchema } from '#gen/envoy/extensions/filters/network/local_ratelimit/v3/local_rate_limit_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { extension } from '../extension.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** connectionRate is how many connections are accepted in a time. */
export const connectionRate: ListenerFacet<'connectionRate'> = {
  facet: 'connectionRate',
  encode: ({ connections, interval, burst = connections }) => ({
    networkFilters: [
      extension('envoy.filters.network.local_ratelimit', LocalRateLimitSchema, {
        statPrefix: 'connections',
        tokenBucket: {
          maxTokens: burst,
          tokensPerFill: connections,
          fillInterval: protobufDuration(interval),
        },
      }),
    ],
  }),
};
