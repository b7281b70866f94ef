import type { BackendFacet } from './backend-facet.ts';

/** statistics says what Envoy counts of a backend beside the usual. */
export const statistics: BackendFacet<'statistics'> = {
  facet: 'statistics',
  // An Envoy that reports its load refuses `perEndpointStats`: those of gateways report none.
  encode: ({ sizes = false, endpoints = false }) => ({
    cluster: { trackClusterStats: { requestResponseSizes: sizes, perEndpointStats: endpoints } },
  }),
};
