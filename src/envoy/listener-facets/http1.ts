import { preservedCase } from '../header-case.ts';
import { textMatcher } from '../text-matcher.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** http1 is how HTTP/1 is spoken with clients. */
export const http1: ListenerFacet<'http1'> = {
  facet: 'http1',
  encode: ({ trailers, preserveHeaderCase, ignoredUpgrades = [], closesAtMaxDuration, http10 }) => ({
    manager: {
      ...(closesAtMaxDuration === true ? { http1SafeMaxConnectionDuration: false } : {}),
      httpProtocolOptions: {
        ...(trailers === undefined ? {} : { enableTrailers: trailers }),
        ...(preserveHeaderCase ? { headerKeyFormat: preservedCase } : {}),
        ignoreHttp11Upgrade: ignoredUpgrades.map(textMatcher),
        ...(http10 === undefined
          ? {}
          : {
              acceptHttp10: true,
              ...(http10.defaultHost === undefined ? {} : { defaultHostForHttp10: http10.defaultHost }),
            }),
      },
    },
  }),
};
