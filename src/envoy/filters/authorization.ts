import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { RBACPerRouteSchema, RBACSchema } from '#gen/envoy/extensions/filters/http/rbac/v3/rbac_pb.js';
import type { HttpRule } from '#model';
import { authorizationMatcher } from './authorization-matcher.ts';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.rbac';
const settings = anyPack(RBACSchema, create(RBACSchema));

/** authorization lets requests pass by what is known of them. It stands behind all filters that find something out. */
export function authorization({ authorization }: HttpRule): readonly FilterNeed[] {
  if (authorization === undefined) return [];
  const perRoute = create(RBACPerRouteSchema, { rbac: { matcher: authorizationMatcher(authorization) } });
  return [{ instance, settings, clusters: [], perRoute: anyPack(RBACPerRouteSchema, perRoute) }];
}
