import type { BackendFacets } from '#model';
import type { BackendFacet, ClusterPart } from './backend-facet.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { connections } from './connections.ts';

export type { ClusterPart } from './backend-facet.ts';
export { circuitBreakersByDefault } from './circuit-breaker.ts';

type AnyFacet = { [N in keyof BackendFacets]-?: BackendFacet<N> }[keyof BackendFacets];

/** facets are all of them; what two of them say about the same field of a cluster, the later one says. */
const facets: readonly AnyFacet[] = [circuitBreaker, connections];

/** clusterPartOf is what all facets of a use make of its cluster. */
export function clusterPartOf(values: BackendFacets): Required<ClusterPart> {
  const parts = facets.flatMap(facet => partOf(facet, values) ?? []);
  return parts.reduce<Required<ClusterPart>>(
    (all, { cluster, http }) => ({ cluster: { ...all.cluster, ...cluster }, http: { ...all.http, ...http } }),
    { cluster: {}, http: {} },
  );
}

function partOf<N extends keyof BackendFacets>(
  { facet, encode }: BackendFacet<N>,
  values: BackendFacets,
): ClusterPart | undefined {
  const value = values[facet];
  return value === undefined ? undefined : encode(value);
}
