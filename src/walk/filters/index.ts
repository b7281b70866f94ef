import type { FilterFacets, FilterMove, HttpRule } from '#model';
import type { SeenRequest } from '../request.ts';
import { adaptiveConcurrency } from './adaptive-concurrency.ts';
import { admissionControl } from './admission-control.ts';
import { apiKeyAuth } from './api-key-auth.ts';
import { acl, authorization } from './authorization.ts';
import { basicAuth } from './basic-auth.ts';
import { cors } from './cors.ts';
import { csrf } from './csrf.ts';
import { extAuth, ownExtAuth } from './ext-auth.ts';
import { extProcs } from './ext-proc.ts';
import { faults } from './faults.ts';
import type { Judge, Judgement } from './judgement.ts';
import { jwt } from './jwt.ts';
import { oidc } from './oidc.ts';
import { describedRateLimits, globalRateLimits, rateLimits } from './rate-limits.ts';
import { requestRate } from './request-rate.ts';
import { responseOverrides } from './response-overrides.ts';
import {
  bandwidth,
  bodies,
  compression,
  decompression,
  places,
  requestBuffer,
  scripts,
  session,
  wasm,
} from './shaping.ts';

export { withoutKey } from './api-key-auth.ts';
export type { Judgement } from './judgement.ts';
export { overridingOf } from './response-overrides.ts';

/** Envoy's name for a filter (after `envoy.filters.http.`), and what the filter does with a request. */
type Filter = readonly [name: string, judge: Judge];

/** In the order in which requests pass them, which is that of `envoy/filters/index.ts`. */
const filters: { readonly [F in keyof FilterFacets]-?: Filter } = {
  responseOverrides: ['custom_response', responseOverrides],
  faults: ['fault', faults],
  acl: ['rbac/acl', acl],
  cors: ['cors', cors],
  csrf: ['csrf', csrf],
  places: ['geoip', places],
  extAuth: ['ext_authz', extAuth],
  ownExtAuth: ['ext_authz', ownExtAuth],
  apiKeyAuth: ['api_key_auth', apiKeyAuth],
  basicAuth: ['basic_auth', basicAuth],
  oidc: ['oauth2', oidc],
  jwt: ['jwt_authn', jwt],
  scripts: ['lua', scripts],
  wasm: ['wasm', wasm],
  extProcs: ['ext_proc', extProcs],
  authorization: ['rbac', authorization],
  rateLimits: ['local_ratelimit', rateLimits],
  requestRate: ['local_ratelimit/rate', requestRate],
  globalRateLimits: ['ratelimit', globalRateLimits],
  describedRateLimits: ['ratelimit', describedRateLimits],
  admissionControl: ['admission_control', admissionControl],
  adaptiveConcurrency: ['adaptive_concurrency', adaptiveConcurrency],
  requestBuffer: ['buffer', requestBuffer],
  bandwidth: ['bandwidth_limit', bandwidth],
  compression: ['compressor', compression],
  decompression: ['decompressor', decompression],
  bodies: ['transform', bodies],
  session: ['stateful_session', session],
};

/** filterOrder are the filters in that order. */
export const filterOrder = Object.keys(filters) as readonly (keyof FilterFacets)[];

/** envoyFilterOf is Envoy's name for a filter. */
export function envoyFilterOf(filter: keyof FilterFacets): string {
  return `envoy.filters.http.${filters[filter][0]}`;
}

/** FilterStep is a filter that a request comes to, and what it does with it. */
export interface FilterStep {
  readonly filter: keyof FilterFacets;
  readonly judgement: Judgement;
}

/** filtersOf are the filters that a request comes to, in the order of its listener's chain, up to the one that answers it. */
export function filtersOf(
  rule: HttpRule,
  request: SeenRequest,
  order: readonly (keyof FilterFacets)[],
): readonly FilterStep[] {
  const steps: FilterStep[] = [];
  for (const filter of order) {
    const judgement = filters[filter][1](rule, request);
    if (judgement === undefined) continue;
    steps.push({ filter, judgement });
    if (judgement.kind === 'answers') break;
  }
  return steps;
}

/** chainOrder is the order of a chain's filters; `moves` put some before or after others, where the chain has both. */
export function chainOrder(
  chain: ReadonlySet<keyof FilterFacets>,
  moves: readonly FilterMove[],
): readonly (keyof FilterFacets)[] {
  return moves.reduce(
    (order, { filter, side, of }) => {
      const own = order.find(one => envoyFilterOf(one) === filter);
      const others = order.filter(one => one !== own);
      const next = others.findIndex(one => envoyFilterOf(one) === of);
      if (own === undefined || next < 0) return order;
      const at = side === 'before' ? next : next + 1;
      return [...others.slice(0, at), own, ...others.slice(at)];
    },
    filterOrder.filter(filter => chain.has(filter)),
  );
}
