import { HealthCheckSchema } from '#gen/envoy/extensions/filters/http/health_check/v3/health_check_pb.js';
import { extension } from '../extension.ts';
import { headerMatcher } from '../header-matcher.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** health answers health checks of the proxy itself: no route takes them. */
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
