import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { gatewayApiGroup, hostname, sectionName, weight } from './fields.ts';
import { type GrpcRouteMatch, grpcMatch } from './grpc-match.ts';
import { type HttpRouteFilter, httpFilters } from './http-filter.ts';
import { matchesInBounds } from './http-match.ts';
import { backendObjectProperties } from './references.ts';
import { attachingProperties, type MaybeUnreadable, parentsAlone } from './route-stand-in.ts';
import { sessionPersistence } from './session-persistence.ts';

const filterTypes = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'ExtensionRef'];

/** Filters that only HTTP has are treated as unknown types. */
const grpcFilters = converted(httpFilters, filters =>
  filters.map(
    (filter): HttpRouteFilter =>
      filterTypes.includes(filter.type) || filter.type === 'unsupported'
        ? filter
        : { type: 'unsupported', written: filter.type },
  ),
);

const grpcBackendRef = Type.Object({ ...backendObjectProperties, weight, filters: grpcFilters });
export type GrpcRouteBackendRef = Read<typeof grpcBackendRef>;

const everyRequest: readonly GrpcRouteMatch[] = [{ headers: [] }];

const rule = Type.Object({
  name: Type.Optional(sectionName),
  // An empty list means the same as none: every request.
  matches: converted(Type.Array(grpcMatch, { maxItems: 64, default: [] }), matches =>
    matches.length > 0 ? matches : everyRequest,
  ),
  filters: grpcFilters,
  backendRefs: Type.Array(grpcBackendRef, { maxItems: 16, default: [] }),
  sessionPersistence: Type.Optional(sessionPersistence),
});
export type GrpcRouteRule = Read<typeof rule>;

const spec = Type.Object({
  ...attachingProperties,
  hostnames: Type.Array(hostname, { maxItems: 16, default: [] }),
  rules: ruled(Type.Array(rule, { maxItems: 16, default: [] }), uniqueBy('name'), matchesInBounds),
});
export type GrpcRouteSpec = Read<typeof spec> & MaybeUnreadable;

export const grpcRoute = defineKind({
  id: 'gateway-api/GRPCRoute',
  group: gatewayApiGroup,
  kind: 'GRPCRoute',
  plural: 'grpcroutes',
  shortNames: [],
  versions: ['v1', 'v1alpha2'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: (body): GrpcRouteSpec => body.spec,
  standIn: parentsAlone,
});
export type GrpcRoute = ResourceOf<typeof grpcRoute>;
