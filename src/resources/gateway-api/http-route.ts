import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, type PathStep, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { duration } from './duration.ts';
import { gatewayApiGroup, hostname, sectionName, weight } from './fields.ts';
import { type HttpRouteFilter, httpFilters } from './http-filter.ts';
import { httpMatch, matchesInBounds } from './http-match.ts';
import { backendObjectProperties } from './references.ts';
import { attachingProperties, type MaybeUnreadable, parentsAlone } from './route-stand-in.ts';
import { sessionPersistence } from './session-persistence.ts';

/** httpBackendRef takes a share of a rule's requests: `weight` out of the sum of all weights. */
const httpBackendRef = Type.Object({
  ...backendObjectProperties,
  weight,
  filters: httpFilters,
});
export type HttpRouteBackendRef = Read<typeof httpBackendRef>;

const timeouts = ruled(
  Type.Object({ request: Type.Optional(duration), backendRequest: Type.Optional(duration) }),
  ({ request, backendRequest }, report) => {
    if (request !== undefined && request !== 0 && backendRequest !== undefined && backendRequest > request) {
      report('must not be longer than the request timeout, of which it is a part', 'backendRequest');
    }
  },
);
/** HttpRouteTimeouts are in milliseconds; 0 means no timeout. */
export type HttpRouteTimeouts = Read<typeof timeouts>;

const retry = Type.Object({
  codes: Type.Array(Type.Integer({ minimum: 400, maximum: 599 }), { maxItems: 64, default: [] }),
  attempts: Type.Integer({ minimum: 0, maximum: 1000, default: 2 }),
  backoff: Type.Optional(duration),
});
/** HttpRouteRetry: `attempts` beyond the first; `backoff` is in milliseconds. */
export type HttpRouteRetry = Read<typeof retry>;

const catchAll = [{}];

const rule = Type.Object({
  name: Type.Optional(sectionName),
  // An empty list means the same as none: every request.
  matches: converted(Type.Array(httpMatch, { maxItems: 64, default: catchAll }), matches =>
    matches.length > 0 ? matches : everyRequest,
  ),
  filters: httpFilters,
  backendRefs: Type.Array(httpBackendRef, { maxItems: 16, default: [] }),
  timeouts: Type.Optional(timeouts),
  retry: Type.Optional(retry),
  sessionPersistence: Type.Optional(sessionPersistence),
});
export type HttpRouteRule = Read<typeof rule>;

const everyRequest: readonly Read<typeof httpMatch>[] = [
  { path: { type: 'PathPrefix', value: '/' }, headers: [], queryParams: [] },
];

function checkRedirect({ filters, backendRefs }: HttpRouteRule, report: Report): void {
  if (backendRefs.length === 0) return;
  filters.forEach((filter, index) => {
    if (filter.type === 'RequestRedirect') {
      report(
        'must not be RequestRedirect in a rule with backendRefs; remove one of them',
        'filters',
        index,
        'type',
      );
    }
  });
}

/** A prefix can be replaced only where it is known: the rule has a single match, of type PathPrefix. */
function checkPrefixReplacement({ matches, filters, backendRefs }: HttpRouteRule, report: Report): void {
  if (matches.length === 1 && matches[0]?.path.type === 'PathPrefix') return;
  const check = (filters: readonly HttpRouteFilter[], ...within: readonly PathStep[]) => {
    filters.forEach((filter, index) => {
      const settings = replacesPrefix(filter);
      if (settings === undefined) return;
      const message =
        'must not be ReplacePrefixMatch unless the rule has exactly one match, with a path of type PathPrefix';
      report(message, ...within, 'filters', index, settings, 'path', 'type');
    });
  };
  check(filters);
  backendRefs.forEach(({ filters }, index) => {
    check(filters, 'backendRefs', index);
  });
}

/** replacesPrefix returns the property by which a filter replaces the prefix that matched. */
function replacesPrefix(filter: HttpRouteFilter): string | undefined {
  if (filter.type === 'URLRewrite' && filter.urlRewrite.path?.type === 'ReplacePrefixMatch')
    return 'urlRewrite';
  if (filter.type === 'RequestRedirect' && filter.requestRedirect.path?.type === 'ReplacePrefixMatch') {
    return 'requestRedirect';
  }
  return undefined;
}

const spec = Type.Object({
  ...attachingProperties,
  hostnames: Type.Array(hostname, { maxItems: 16, default: [] }),
  rules: ruled(
    Type.Array(ruled(rule, checkRedirect, checkPrefixReplacement), {
      minItems: 1,
      maxItems: 16,
      default: [{}],
    }),
    uniqueBy('name'),
    matchesInBounds,
  ),
});
export type HttpRouteSpec = Read<typeof spec> & MaybeUnreadable;

export const httpRoute = defineKind({
  id: 'gateway-api/HTTPRoute',
  group: gatewayApiGroup,
  kind: 'HTTPRoute',
  plural: 'httproutes',
  shortNames: [],
  versions: ['v1', 'v1beta1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: (body): HttpRouteSpec => body.spec,
  standIn: parentsAlone,
});
export type HttpRoute = ResourceOf<typeof httpRoute>;
