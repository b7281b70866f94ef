import { protobufDuration } from '#lib/duration.ts';
import type { BackendFacet } from './backend-facet.ts';

/** passiveHealth takes endpoints out for a while that fail requests. */
export const passiveHealth: BackendFacet<'passiveHealth'> = {
  facet: 'passiveHealth',
  encode: ({ interval, baseEjectionTime, ...same }) => ({
    cluster: {
      outlierDetection: {
        ...same,
        ...(interval === undefined ? {} : { interval: protobufDuration(interval) }),
        ...(baseEjectionTime === undefined ? {} : { baseEjectionTime: protobufDuration(baseEjectionTime) }),
        // What is asked for is done: Envoy leaves some of it out unless it is told so.
        ...(same.consecutiveGatewayFailure === undefined ? {} : { enforcingConsecutiveGatewayFailure: 100 }),
        ...(same.failurePercentageThreshold === undefined ? {} : { enforcingFailurePercentage: 100 }),
      },
    },
  }),
};
