import type { BackendFacet } from './backend-facet.ts';

/** clientProtocol is which version of HTTP is spoken, where requests are. */
export const clientProtocol: BackendFacet<'clientProtocol'> = {
  facet: 'clientProtocol',
  encode: ({ isFollowed }) => ({ followsClient: isFollowed }),
};
