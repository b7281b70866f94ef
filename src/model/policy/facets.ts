import type { CircuitBreaker } from './circuit-breaker.ts';
import type { Connections } from './connections.ts';
import type { Cors } from './cors.ts';
import type { RouteTimeouts } from './route-timeouts.ts';

/**
 * BackendFacets say how a backend is used: what a cluster is shaped by. A facet is one meaning, whatever dialect it was
 * written in: a file beside this one, a line here, and a file in `envoy/backend-facets/`.
 */
export interface BackendFacets {
  readonly circuitBreaker?: CircuitBreaker;
  readonly connections?: Connections;
}

/** FilterFacets say what is done with requests before they are forwarded: each has a filter in `envoy/filters/`. */
export interface FilterFacets {
  readonly cors?: Cors;
}

/** RouteFacets say how what a route takes is served. */
export interface RouteFacets extends FilterFacets {
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
