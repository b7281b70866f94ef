import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  HeaderValueOption_HeaderAppendAction,
  type HeaderValueOptionSchema,
} from '#gen/envoy/config/core/v3/base_pb.js';
import type { RouteSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import { HttpConnectionManagerSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { extension } from '../extension.ts';
import { routerOf } from '../filters/index.ts';

/**
 * innerRoutes is the HTTP filter of a listener that serves the sidecar itself, with its routes in it. The clusters to which these
 * lead need not exist: an Envoy whose bootstrap is not ours may lack them, and answers 503.
 */
export function innerRoutes(
  statPrefix: string,
  name: string,
  routes: readonly MessageInitShape<typeof RouteSchema>[],
) {
  return extension('envoy.filters.network.http_connection_manager', HttpConnectionManagerSchema, {
    statPrefix,
    routeSpecifier: {
      case: 'routeConfig',
      value: { name, validateClusters: false, virtualHosts: [{ name, domains: ['*'], routes: [...routes] }] },
    },
    httpFilters: [routerOf()],
  });
}

/** toldToAgent is a header of ours that tells the agent what to do: it replaces whatever came under its name. */
export function toldToAgent(key: string, value: string): MessageInitShape<typeof HeaderValueOptionSchema> {
  const appendAction = HeaderValueOption_HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD;
  return { header: { key, value }, appendAction };
}
