import type { Any } from '@bufbuild/protobuf/wkt';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { HttpRoute, HttpRule } from '#model';
import { acl } from './acl.ts';
import { adaptiveConcurrency } from './adaptive-concurrency.ts';
import { admissionControl } from './admission-control.ts';
import { apiKeyAuth } from './api-key-auth.ts';
import { authorization } from './authorization.ts';
import { bandwidth } from './bandwidth.ts';
import { basicAuth } from './basic-auth.ts';
import { bodies } from './bodies.ts';
import { compression } from './compression.ts';
import { cors } from './cors.ts';
import { credentialInjection } from './credential-injection.ts';
import { csrf } from './csrf.ts';
import { decompression } from './decompression.ts';
import { describedRateLimits } from './described-rate-limits.ts';
import { extAuth, routeTold } from './ext-auth.ts';
import { extProc } from './ext-proc.ts';
import { faults } from './faults.ts';
import { globalRateLimits } from './global-rate-limits.ts';
import { googleTokens } from './google-tokens.ts';
import type { FilterNeed, HttpFilter } from './http-filter.ts';
import { jwt } from './jwt.ts';
import { oidc } from './oidc.ts';
import { places, placesForgotten } from './places.ts';
import { limitsOfHost, limitsTold, localRateLimit, rateLimits } from './rate-limits.ts';
import { requestBuffer } from './request-buffer.ts';
import { requestRate } from './request-rate.ts';
import { guardedHost, resolvedHost } from './resolved-host.ts';
import { responseOverrides } from './response-overrides.ts';
import { scripts } from './scripts.ts';
import { statefulSession } from './stateful-session.ts';
import { wasm } from './wasm.ts';

export { authorizationMatcher } from './authorization-matcher.ts';
export { chainMarks, marksOn, onMarkedChains } from './chain-marks.ts';
export { injectedTo } from './credential-injection.ts';
export { placesUntold } from './places.ts';
export { routerOf } from './router.ts';
export { keptAt } from './stateful-session.ts';

/** Every HTTP filter before the router, in the order in which requests pass them. */
const filters: readonly HttpFilter[] = [
  responseOverrides,
  faults,
  acl,
  cors,
  csrf,
  placesForgotten,
  places,
  extAuth,
  apiKeyAuth,
  basicAuth,
  oidc,
  jwt,
  scripts,
  wasm,
  extProc,
  authorization,
  rateLimits,
  requestRate,
  globalRateLimits,
  describedRateLimits,
  admissionControl,
  adaptiveConcurrency,
  requestBuffer,
  bandwidth,
  compression,
  decompression,
  bodies,
  credentialInjection,
  googleTokens,
  resolvedHost,
  guardedHost,
  statefulSession,
];

/** Filters without which no request may pass that needs them. */
const indispensable: ReadonlySet<HttpFilter> = new Set([
  acl,
  csrf,
  placesForgotten,
  places,
  extAuth,
  apiKeyAuth,
  basicAuth,
  oidc,
  jwt,
  scripts,
  wasm,
  extProc,
  authorization,
  bodies,
]);

/** RankedNeed is a need, and where in `filters` its filter stands. */
export interface RankedNeed extends FilterNeed {
  readonly rank: number;
  /** Whether connections whose chain lacks the filter are not served. */
  readonly isIndispensable: boolean;
}

const none: readonly RankedNeed[] = [];

/** The needs of the rules that were last asked about: when a rule changes, its chain and its virtual hosts ask in turn. */
const asked = new Map<HttpRule, { readonly route: ResourceKey; readonly needs: readonly RankedNeed[] }>();
const mostAsked = 64;

/** filterNeeds are what a rule needs of filters, in their order; most rules need none. */
export function filterNeeds(rule: HttpRule, route: ResourceKey): readonly RankedNeed[] {
  const known = asked.get(rule);
  if (known?.route === route) return known.needs;
  const needs = needsOf(rule, route);
  asked.set(rule, { route, needs });
  const [oldest] = asked.keys();
  if (asked.size > mostAsked && oldest !== undefined) asked.delete(oldest);
  return needs;
}

function needsOf(rule: HttpRule, route: ResourceKey): readonly RankedNeed[] {
  let needs: RankedNeed[] | undefined;
  for (const [rank, filter] of filters.entries()) {
    for (const need of filter(rule, route)) {
      needs ??= [];
      needs.push({ ...need, rank, isIndispensable: indispensable.has(filter) });
    }
  }
  return needs ?? none;
}

/** HostFilter is what a filter does for a whole virtual host: for all of its entries that do not switch it off. */
export interface HostFilter {
  readonly instance: string;
  readonly perHost: Any;
}

/** hostFilters are what filters do for the routes of a virtual host together. */
export function hostFilters(routes: readonly HttpRoute[]): readonly HostFilter[] {
  const perHost = limitsOfHost(routes);
  return perHost === undefined ? [] : [{ instance: localRateLimit, perHost }];
}

/** entryMetadata is the metadata by which filters know a route entry. */
export function entryMetadata(rule: HttpRule, route: ResourceKey) {
  const filterMetadata = { ...limitsTold(rule, route), ...routeTold(rule, route) };
  return Object.keys(filterMetadata).length === 0 ? {} : { metadata: { filterMetadata } };
}
