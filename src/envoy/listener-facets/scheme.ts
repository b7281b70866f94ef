import type { ListenerFacet } from './listener-facet.ts';

/** scheme says which scheme (`http`, `https`) backends are told. */
export const scheme: ListenerFacet<'scheme'> = {
  facet: 'scheme',
  encode: ({ matchesBackend }) =>
    matchesBackend ? { manager: { schemeHeaderTransformation: { matchUpstream: true } } } : {},
};
