import { RBACSchema } from '#gen/envoy/extensions/filters/network/rbac/v3/rbac_pb.js';
import { extension } from '../extension.ts';
import { authorizationMatcher } from '../filters/index.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** authorization lets connections pass by what is known of who makes them. */
export const authorization: ListenerFacet<'authorization'> = {
  facet: 'authorization',
  encode: rules => ({
    networkFilters: [
      extension('envoy.filters.network.rbac', RBACSchema, {
        statPrefix: 'callers',
        matcher: authorizationMatcher(rules),
      }),
    ],
  }),
};
