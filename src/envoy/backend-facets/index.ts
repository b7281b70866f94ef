import type { BackendFacets } from '#model';
import { activeHealth } from './active-health.ts';
import { addressed } from './addressed.ts';
import type { BackendFacet, ClusterPart, EncodedFor } from './backend-facet.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { clientProtocol } from './client-protocol.ts';
import { connections } from './connections.ts';
import { http1 } from './http1.ts';
import { http2 } from './http2.ts';
import { keepalive } from './keepalive.ts';
import { loadBalancing } from './load-balancing.ts';
import { panic } from './panic.ts';
import { passiveHealth } from './passive-health.ts';
import { proxyProtocol } from './proxy-protocol.ts';
import { resolution } from './resolution.ts';
import { shownCertificate } from './shown-certificate.ts';
import { spokenTls } from './spoken-tls.ts';
import { statistics } from './statistics.ts';

export type { ClusterPart, EncodedFor } from './backend-facet.ts';
export { circuitBreakersByDefault } from './circuit-breaker.ts';

/** `healthLog` has no part of its own: activeHealth takes it from EncodedFor. */
type Encoded = Omit<BackendFacets, 'healthLog'>;

/** facets are all of them, by name. Where two of them set the same field of a cluster, the later one wins. */
const facets: { readonly [N in keyof Encoded]-?: BackendFacet<N> } = {
  activeHealth,
  addressed,
  circuitBreaker,
  clientProtocol,
  connections,
  http1,
  http2,
  keepalive,
  loadBalancing,
  panic,
  passiveHealth,
  proxyProtocol,
  resolution,
  shownCertificate,
  spokenTls,
  statistics,
};

/** clusterPartOf is what all facets of a use make of its cluster. */
export function clusterPartOf(values: BackendFacets, use: EncodedFor): ClusterPart {
  return Object.values(facets).reduce<ClusterPart>((all, facet) => {
    const part = partOf(facet, values, use);
    return part === undefined ? all : together(all, part);
  }, {});
}

function partOf<N extends keyof Encoded>(
  { facet, encode }: BackendFacet<N>,
  values: BackendFacets,
  use: EncodedFor,
): ClusterPart | undefined {
  const value = values[facet];
  return value === undefined ? undefined : encode(value, use);
}

function together(all: ClusterPart, part: ClusterPart): ClusterPart {
  return {
    ...all,
    ...part,
    cluster: { ...all.cluster, ...part.cluster },
    http: { ...all.http, ...part.http },
    http1: { ...all.http1, ...part.http1 },
    http2: { ...all.http2, ...part.http2 },
    dns: { ...all.dns, ...part.dns },
  };
}
