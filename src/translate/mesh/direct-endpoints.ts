import type { Collection, Graph } from '#graph';
import { type DirectAccess, type DirectEndpoint, directAccessName, type Sidecar } from '#model';
import { spiffeIdsOf, tlsOfService } from './identity/mesh-tls.ts';
import { serviceTag } from './sidecar.ts';

/**
 * directEndpoints derives the addresses of workloads that are called one by one, for each declared direct access. Where
 * nobody declares one, nothing is kept for any workload.
 */
export function directEndpoints(graph: Graph, sidecars: Collection<Sidecar>): Collection<DirectEndpoint> {
  const declared = graph.derive<Sidecar, DirectAccess>('translate/direct-access', sidecars, ({ capture }) =>
    capture?.direct === undefined ? [] : [[directAccessName(capture.direct), capture.direct]],
  );
  const called = graph.pair<DirectAccess, Sidecar, readonly DirectEndpoint[]>(
    'translate/directly-called',
    declared,
    sidecars,
    {
      leftTerms: ({ mesh, services }) => services?.map(service => term(mesh, service)) ?? [term(mesh)],
      rightTerms: ({ mesh, inbounds }) => [
        term(mesh),
        ...new Set(inbounds.map(({ tags }) => term(mesh, tags[serviceTag] ?? ''))),
      ],
      make: endpointsOf,
    },
  );
  return graph.derive<readonly DirectEndpoint[], DirectEndpoint>(
    'translate/direct-endpoints',
    called,
    endpoints => endpoints.map(one => [[one.access, one.origin, one.address, one.port].join('\n'), one]),
  );
}

function term(...words: readonly string[]): string {
  return words.join('\n');
}

function endpointsOf(
  { services }: DirectAccess,
  sidecar: Sidecar,
  access: string,
): readonly DirectEndpoint[] {
  const { origin, mesh, inbounds } = sidecar;
  const ids = spiffeIdsOf(sidecar);
  return inbounds.flatMap(({ isReady, reachedAt: address, port, tags }): readonly DirectEndpoint[] => {
    const service = tags[serviceTag];
    if (service === undefined || services?.includes(service) === false) return [];
    if (!isReady || address === undefined) return [];
    const tls = ids.length === 0 ? {} : { tls: tlsOfService(mesh, `${service}{mesh=${mesh}}`, ids) };
    return [{ access, origin, mesh, service, address, port, ...tls }];
  });
}
