import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { RBACPerRouteSchema, RBACSchema } from '#gen/envoy/extensions/filters/http/rbac/v3/rbac_pb.js';
import type { HttpRule } from '#model';
import { authorizationMatcher } from './authorization-matcher.ts';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.rbac/acl';
const settings = anyPack(RBACSchema, create(RBACSchema));

/** acl lets clients pass by their addresses, before anything else is asked of them. */
export function acl({ acl }: HttpRule): readonly FilterNeed[] {
  if (acl === undefined) return [];
  const perRoute = create(RBACPerRouteSchema, { rbac: { matcher: authorizationMatcher(acl) } });
  return [{ instance, settings, clusters: [], perRoute: anyPack(RBACPerRouteSchema, perRoute) }];
}
