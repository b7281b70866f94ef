import type { ListenerFacet } from './listener-facet.ts';

/** scheme is what backends are told of how a client came. */
export const scheme: ListenerFacet<'scheme'> = {
  facet: 'scheme',
  encode: ({ matchesBackend }) =>
    matchesBackend ? { manager: { schemeHeaderTransformation: { matchUpstream: true } } } : {},
};
