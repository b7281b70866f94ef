import type { BackendFacet } from './backend-facet.ts';

/** addressed says whether a service is reached at the one address that stands for all its endpoints. */
export const addressed: BackendFacet<'addressed'> = {
  facet: 'addressed',
  encode: ({ by }) => ({ isOneAddress: by === 'service' }),
};
