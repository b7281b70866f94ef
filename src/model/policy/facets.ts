import type { ActiveHealth } from './active-health.ts';
import type { Addressed } from './addressed.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { ClientProtocol } from './client-protocol.ts';
import type { Connections } from './connections.ts';
import type { HealthLog } from './health-log.ts';
import type { Http1 } from './http1.ts';
import type { Http2 } from './http2.ts';
import type { Keepalive } from './keepalive.ts';
import type { LoadBalancing } from './load-balancing.ts';
import type { Panic } from './panic.ts';
import type { PassiveHealth } from './passive-health.ts';
import type { ProxyProtocol } from './proxy-protocol.ts';
import type { Resolution } from './resolution.ts';
import type { ShownCertificate } from './shown-certificate.ts';
import type { SpokenTls } from './spoken-tls.ts';
import type { Statistics } from './statistics.ts';

/**
 * BackendFacets say how a backend is used: they shape its cluster. A facet has one meaning, whichever dialect it was written in.
 * It has a file beside this one, a line here, and a file in `envoy/backend-facets/`.
 */
export interface BackendFacets {
  readonly activeHealth?: ActiveHealth;
  readonly addressed?: Addressed;
  readonly circuitBreaker?: CircuitBreaker;
  readonly clientProtocol?: ClientProtocol;
  readonly connections?: Connections;
  /** For health checks that name no log of their own. */
  readonly healthLog?: HealthLog;
  readonly http1?: Http1;
  readonly http2?: Http2;
  readonly keepalive?: Keepalive;
  readonly loadBalancing?: LoadBalancing;
  readonly panic?: Panic;
  readonly passiveHealth?: PassiveHealth;
  readonly proxyProtocol?: ProxyProtocol;
  readonly resolution?: Resolution;
  readonly shownCertificate?: ShownCertificate;
  readonly spokenTls?: SpokenTls;
  readonly statistics?: Statistics;
}

/** mergeFacets merges facets field by field; the more specific, which come first, override the rest. */
export function mergeFacets<F extends { readonly [N in keyof F]?: object }>(...chain: readonly F[]): F {
  const merged: { [N in keyof F]?: F[N] } = {};
  for (const facets of chain.toReversed()) {
    for (const name of Object.keys(facets) as (keyof F)[])
      merged[name] = { ...merged[name], ...facets[name] };
  }
  // Each name is that of a facet of at least one of them.
  return merged as F;
}
