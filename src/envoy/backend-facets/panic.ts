import type { BackendFacet } from './backend-facet.ts';

/** panic is below how many healthy endpoints all are asked. */
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
