import type { BackendFacet } from './backend-facet.ts';

/** panic is below how many healthy endpoints all are asked. */
export const panic: BackendFacet<'panic'> = {
  facet: 'panic',
  encode: ({ threshold }) => ({
    cluster: { commonLbConfig: { healthyPanicThreshold: { value: threshold } } },
  }),
};
