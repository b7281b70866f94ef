import { PreserveCaseFormatterConfigSchema } from '#gen/envoy/extensions/http/header_formatters/preserve_case/v3/preserve_case_pb.js';
import { typedExtension } from '../extension.ts';
import { textMatcher } from '../text-matcher.ts';
import type { ListenerFacet } from './listener-facet.ts';

const asWritten = typedExtension(
  'envoy.http.stateful_header_formatters.preserve_case',
  PreserveCaseFormatterConfigSchema,
  {},
);

/** http1 is how HTTP/1 is spoken with clients. */
export const http1: ListenerFacet<'http1'> = {
  facet: 'http1',
  encode: ({ trailers, preserveHeaderCase, ignoredUpgrades = [], closesAtMaxDuration, http10 }) => ({
    manager: {
      ...(closesAtMaxDuration === true ? { http1SafeMaxConnectionDuration: false } : {}),
      httpProtocolOptions: {
        ...(trailers === undefined ? {} : { enableTrailers: trailers }),
        ...(preserveHeaderCase
          ? { headerKeyFormat: { headerFormat: { case: 'statefulFormatter', value: asWritten } } }
          : {}),
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
