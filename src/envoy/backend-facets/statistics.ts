import type { BackendFacet } from './backend-facet.ts';

/** statistics is what is counted of a backend beside the usual. */
export const statistics: BackendFacet<'statistics'> = {
  facet: 'statistics',
  // Not for each endpoint: Envoy refuses that beside reports of its load.
  encode: ({ sizes = false }) => ({ cluster: { trackClusterStats: { requestResponseSizes: sizes } } }),
};
