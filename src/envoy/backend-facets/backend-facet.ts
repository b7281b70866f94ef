import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import type { ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import type { HttpProtocolOptionsSchema } from '#gen/envoy/config/core/v3/protocol_pb.js';
import type { BackendFacets } from '#model';

type Fields<D extends DescMessage> = Partial<Extract<MessageInitShape<D>, { readonly $typeName?: never }>>;

/** ClusterPart is what a facet makes of a cluster: fields of its own, and of what its HTTP connections have in common. */
export interface ClusterPart {
  readonly cluster?: Fields<typeof ClusterSchema>;
  readonly http?: Fields<typeof HttpProtocolOptionsSchema>;
}

/** BackendFacet turns one facet of how a backend is used into its part of the cluster. One file a facet, a line in `index.ts`. */
export interface BackendFacet<Name extends keyof BackendFacets = keyof BackendFacets> {
  readonly facet: Name;
  encode(value: NonNullable<BackendFacets[Name]>): ClusterPart;
}
