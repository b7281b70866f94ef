import type { BackendFacet } from './backend-facet.ts';

/** panic is the percentage of healthy endpoints below which requests go to all endpoints, or fail. */
export const panic: BackendFacet<'panic'> = {
  facet: 'panic',
  encode: ({ threshold, failsTraffic }) => ({
    cluster: {
      commonLbConfig: {
        ...(threshold === undefined ? {} : { healthyPanicThreshold: { value: threshold } }),
        ...(failsTraffic === true
          ? {
              localityConfigSpecifier: {
                case: 'zoneAwareLbConfig',
                value: { failTrafficOnPanic: true },
              } as const,
            }
          : {}),
      },
    },
  }),
};
