import type { Collection, Graph } from '#graph';
import type { ServiceProtocol, Sidecar } from '#model';
import { serviceTag } from './sidecar.ts';

/** TaggedInbound is an inbound seen as a member of the service that its tag `kuma.io/service` names. */
export interface TaggedInbound {
  readonly mesh: string;
  readonly service: string;
  readonly port: number;
  /** The written name, or the port. */
  readonly name: string;
  readonly protocol: ServiceProtocol;
}

/**
 * taggedInbounds derives the tagged inbounds of all sidecars. Addresses are no part of them, so a changed address costs
 * nothing here.
 */
export function taggedInbounds(graph: Graph, sidecars: Collection<Sidecar>): Collection<TaggedInbound> {
  return graph.derive<Sidecar, TaggedInbound>(
    'translate/tagged-inbounds',
    sidecars,
    ({ mesh, inbounds }, key) =>
      inbounds.flatMap(({ tags, port, name, protocol }) => {
        const service = tags[serviceTag];
        if (service === undefined) return [];
        return [[[key, name].join('\n'), { mesh, service, port, name, protocol }] as const];
      }),
  );
}
