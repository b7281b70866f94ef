import type { BackendFacet } from './backend-facet.ts';

/** clientProtocol says whether HTTP is spoken in the version that the client speaks. */
export const clientProtocol: BackendFacet<'clientProtocol'> = {
  facet: 'clientProtocol',
  encode: ({ isFollowed }) => ({ followsClient: isFollowed }),
};
