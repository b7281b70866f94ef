import { HealthCheckSchema } from '#gen/envoy/extensions/filters/http/health_check/v3/health_check_pb.js';
import { extension } from '../extension.ts';
import { headerMatcher } from '../header-matcher.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** health answers those who ask whether the proxy is up: no route is asked. */
export const health: ListenerFacet<'health'> = {
  facet: 'health',
  encode: ({ path: value }) => ({
    httpFilters: [
      extension('envoy.filters.http.health_check', HealthCheckSchema, {
        passThroughMode: false,
        headers: [headerMatcher({ name: ':path', kind: 'exact', value })],
      }),
    ],
  }),
};
