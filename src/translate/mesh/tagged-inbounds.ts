import type { Collection, Graph } from '#graph';
import type { ServiceProtocol, Sidecar } from '#model';
import { serviceTag } from './sidecar.ts';

/** TaggedInbound is what of an inbound says which service it is, by the tag `kuma.io/service`. */
export interface TaggedInbound {
  readonly mesh: string;
  readonly service: string;
  readonly port: number;
  /** As written, or its port. */
  readonly name: string;
  readonly protocol: ServiceProtocol;
}

/** taggedInbounds derives those of all sidecars: an endpoint's address is no part of them. */
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
