import { protobufDuration } from '#lib/duration.ts';
import type { PassiveHealth } from '#model';
import type { BackendFacet } from './backend-facet.ts';

/** passiveHealth ejects endpoints that fail requests, for a while. */
export const passiveHealth: BackendFacet<'passiveHealth'> = {
  facet: 'passiveHealth',
  encode: ({ interval, baseEjectionTime, detectors, ...same }) => ({
    cluster: {
      outlierDetection: {
        ...(detectors === undefined ? asked(same) : {}),
        ...same,
        ...(interval === undefined ? {} : { interval: protobufDuration(interval) }),
        ...(baseEjectionTime === undefined ? {} : { baseEjectionTime: protobufDuration(baseEjectionTime) }),
        ...(detectors === undefined ? {} : these(detectors)),
      },
    },
  }),
};

/** Enforces what is asked for: unless told so, Envoy ejects nothing by these two. */
function asked(settings: PassiveHealth) {
  return {
    ...(settings.consecutiveGatewayFailure === undefined ? {} : { enforcingConsecutiveGatewayFailure: 100 }),
    ...(settings.failurePercentageThreshold === undefined ? {} : { enforcingFailurePercentage: 100 }),
  };
}

function these(detectors: NonNullable<PassiveHealth['detectors']>) {
  const percent = (detector: (typeof detectors)[number]) => (detectors.includes(detector) ? 100 : 0);
  return {
    enforcingConsecutive5xx: percent('total'),
    enforcingConsecutiveGatewayFailure: percent('gateway'),
    enforcingConsecutiveLocalOriginFailure: percent('local-origin'),
    enforcingSuccessRate: percent('success-rate'),
    enforcingLocalOriginSuccessRate: percent('success-rate'),
    enforcingFailurePercentage: percent('failure-percentage'),
    enforcingFailurePercentageLocalOrigin: percent('failure-percentage'),
  };
}
