import type { BackendFacet } from './backend-facet.ts';

/** statistics is what is counted of a backend beside the usual. */
export const statistics: BackendFacet<'statistics'> = {
  facet: 'statistics',
  // An Envoy that reports its load refuses the second: gateways' do not.
  encode: ({ sizes = false, endpoints = false }) => ({
    cluster: { trackClusterStats: { requestResponseSizes: sizes, perEndpointStats: endpoints } },
  }),
};
