import type { ActiveHealth } from './active-health.ts';
import type { ApiKeyAuth } from './api-key-auth.ts';
import type { Authorization } from './authorization.ts';
import type { BasicAuth } from './basic-auth.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { Connections } from './connections.ts';
import type { Cors } from './cors.ts';
import type { Hashing } from './hashing.ts';
import type { Http2 } from './http2.ts';
import type { Keepalive } from './keepalive.ts';
import type { LoadBalancing } from './load-balancing.ts';
import type { Panic } from './panic.ts';
import type { PassiveHealth } from './passive-health.ts';
import type { ProxyProtocol } from './proxy-protocol.ts';
import type { Resolution } from './resolution.ts';
import type { Retries } from './retries.ts';
import type { RouteTimeouts } from './route-timeouts.ts';

/**
 * BackendFacets say how a backend is used: what a cluster is shaped by. A facet is one meaning, whatever dialect it was
 * written in: a file beside this one, a line here, and a file in `envoy/backend-facets/`.
 */
export interface BackendFacets {
  readonly activeHealth?: ActiveHealth;
  readonly circuitBreaker?: CircuitBreaker;
  readonly connections?: Connections;
  readonly http2?: Http2;
  readonly keepalive?: Keepalive;
  readonly loadBalancing?: LoadBalancing;
  readonly panic?: Panic;
  readonly passiveHealth?: PassiveHealth;
  readonly proxyProtocol?: ProxyProtocol;
  readonly resolution?: Resolution;
}

/** FilterFacets say what is done with requests before they are forwarded: each has a filter in `envoy/filters/`. */
export interface FilterFacets {
  readonly cors?: Cors;
  readonly apiKeyAuth?: ApiKeyAuth;
  readonly basicAuth?: BasicAuth;
  readonly authorization?: Authorization;
}

/** Nobody passes these unasked. */
const restricting = [
  'apiKeyAuth',
  'authorization',
  'basicAuth',
] as const satisfies readonly (keyof FilterFacets)[];

/** asksRequests tells whether requests are asked, one by one, who they are from or what they want. */
export function asksRequests(facets: FilterFacets): boolean {
  return restricting.some(name => facets[name] !== undefined);
}

/** RouteFacets say how what a route takes is served. */
export interface RouteFacets extends FilterFacets {
  readonly hashing?: Hashing;
  readonly retries?: Retries;
  readonly timeouts?: RouteTimeouts;
  /** What asks for it must not be served without what was asked for, and that cannot be had. */
  readonly withheld?: Readonly<Record<never, never>>;
}

/** mergeFacets puts what is said more specifically before what is said in general, field by field of each facet. */
export function mergeFacets<F extends BackendFacets | RouteFacets>(specific: F, general: F): F {
  const names = Object.keys({ ...general, ...specific }) as (keyof F)[];
  const merged: { [N in keyof F]?: F[N] } = {};
  for (const name of names) merged[name] = { ...general[name], ...specific[name] };
  // Every name of either is there.
  return merged as F;
}
