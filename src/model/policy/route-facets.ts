import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse } from '../backend-use.ts';
import type { AdaptiveConcurrency } from './adaptive-concurrency.ts';
import type { AdmissionControl } from './admission-control.ts';
import type { ApiKeyAuth } from './api-key-auth.ts';
import type { Authorization } from './authorization.ts';
import type { Bandwidth } from './bandwidth.ts';
import type { BasicAuth } from './basic-auth.ts';
import type { Bodies } from './bodies.ts';
import type { Compression } from './compression.ts';
import type { Copies } from './copies.ts';
import type { Cors } from './cors.ts';
import type { Csrf } from './csrf.ts';
import type { Decompression } from './decompression.ts';
import type { DescribedRateLimits } from './described-rate-limits.ts';
import type { Edits } from './edits.ts';
import type { ExtAuth } from './ext-auth.ts';
import type { ExtProc } from './ext-proc.ts';
import type { Faults } from './faults.ts';
import type { GlobalRateLimits } from './global-rate-limits.ts';
import type { Hashing } from './hashing.ts';
import type { HeaderTemplates } from './header-templates.ts';
import type { HiddenHeaders } from './hidden-headers.ts';
import type { InternalRedirects } from './internal-redirects.ts';
import type { Jwt } from './jwt.ts';
import type { Mirroring } from './mirroring.ts';
import type { Oidc } from './oidc.ts';
import type { Owned } from './owned.ts';
import type { Places } from './places.ts';
import type { RateLimits } from './rate-limits.ts';
import type { RequestBuffer } from './request-buffer.ts';
import type { RequestRate } from './request-rate.ts';
import type { ResponseOverrides } from './response-overrides.ts';
import type { Retries } from './retries.ts';
import type { RouteStatistics } from './route-statistics.ts';
import type { RouteTimeouts } from './route-timeouts.ts';
import type { Scripts } from './scripts.ts';
import type { Session } from './session.ts';
import type { Traces } from './traces.ts';
import type { Upgrades } from './upgrades.ts';
import type { Wasm } from './wasm.ts';

/** FilterFacets say what filters do with requests before they are forwarded: each facet has a filter in `envoy/filters/`. */
export interface FilterFacets {
  /** Which client addresses are admitted, before any other check. */
  readonly acl?: Authorization;
  readonly cors?: Cors;
  readonly csrf?: Csrf;
  readonly session?: Session;
  readonly apiKeyAuth?: ApiKeyAuth;
  readonly basicAuth?: BasicAuth;
  readonly extAuth?: Owned<ExtAuth>;
  /** External authorization that the route itself asks for, besides that of policies: both services are asked, this one last. */
  readonly ownExtAuth?: ExtAuth;
  readonly jwt?: Owned<Jwt>;
  readonly oidc?: Owned<Oidc>;
  readonly authorization?: Authorization;
  /** The databases for clients' places, where `authorization` needs them: the gateway sets it. */
  readonly places?: Places;
  readonly scripts?: Scripts;
  readonly wasm?: Owned<readonly Wasm[]>;
  readonly extProcs?: Owned<readonly ExtProc[]>;
  readonly bandwidth?: Bandwidth;
  readonly bodies?: Bodies;
  readonly compression?: Compression;
  readonly decompression?: Decompression;
  readonly faults?: Faults;
  readonly adaptiveConcurrency?: Owned<AdaptiveConcurrency>;
  readonly admissionControl?: Owned<AdmissionControl>;
  readonly responseOverrides?: ResponseOverrides;
  readonly requestBuffer?: RequestBuffer;
  readonly rateLimits?: RateLimits;
  readonly requestRate?: RequestRate;
  readonly globalRateLimits?: GlobalRateLimits;
  readonly describedRateLimits?: Owned<DescribedRateLimits>;
}

/** Facets that check each request. */
const restricting = [
  'acl',
  'apiKeyAuth',
  'authorization',
  'basicAuth',
  'extAuth',
  'jwt',
  'oidc',
  'ownExtAuth',
] as const satisfies readonly (keyof FilterFacets)[];

/** asksRequests tells whether each request is checked for its sender or its contents. */
export function asksRequests(facets: FilterFacets): boolean {
  return restricting.some(name => facets[name] !== undefined);
}

/** callsOf lists the backends that are called before a request is forwarded. */
export function callsOf({
  describedRateLimits,
  extAuth,
  extProcs,
  globalRateLimits,
  jwt,
  oidc,
  ownExtAuth,
  wasm,
}: FilterFacets): BackendUse[] {
  return [
    ...[extAuth?.value, ownExtAuth].flatMap(asked => asked?.service.use ?? []),
    ...(oidc === undefined ? [] : [oidc.value.tokenService]),
    ...(globalRateLimits === undefined ? [] : [globalRateLimits.service.use]),
    ...(describedRateLimits === undefined ? [] : [describedRateLimits.value.service.use]),
    ...(wasm?.value ?? []).flatMap(({ code }) => (code.kind === 'fetched' ? [code.from] : [])),
    ...(extProcs?.value ?? []).map(({ use }) => use),
    ...(jwt?.value.providers ?? []).flatMap(({ keys }) => (keys.kind === 'fetched' ? [keys.from] : [])),
  ];
}

/** secretsOf names the secrets that the filters are configured with. */
export function secretsOf({ oidc }: FilterFacets): ResourceKey[] {
  return oidc === undefined ? [] : [oidc.value.clientSecret, oidc.value.cookieSecret];
}

/** RouteFacets say how the requests of a route are served. */
export interface RouteFacets extends FilterFacets {
  readonly copies?: Copies;
  readonly edits?: Edits;
  readonly hashing?: Hashing;
  readonly hiddenHeaders?: HiddenHeaders;
  readonly internalRedirects?: InternalRedirects;
  readonly mirroring?: Mirroring;
  readonly retries?: Retries;
  readonly statistics?: RouteStatistics;
  readonly templates?: HeaderTemplates;
  readonly traces?: Traces;
  readonly timeouts?: RouteTimeouts;
  readonly upgrades?: Upgrades;
  /** Facets for which more general policies do not apply. */
  readonly without?: Readonly<Partial<Record<Liftable, true>>>;
  /** Requests are not served: something that they must not be served without cannot be had. */
  readonly withheld?: Readonly<Record<never, never>>;
}

/** Liftable is the name of a facet that a more specific policy may remove from what a more general one sets. */
export type Liftable = Exclude<keyof RouteFacets, 'without' | 'withheld'>;
