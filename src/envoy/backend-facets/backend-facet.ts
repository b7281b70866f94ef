import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import type { ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import type {
  Http1ProtocolOptionsSchema,
  Http2ProtocolOptionsSchema,
  HttpProtocolOptionsSchema,
} from '#gen/envoy/config/core/v3/protocol_pb.js';
import type { DnsClusterSchema } from '#gen/envoy/extensions/clusters/dns/v3/dns_cluster_pb.js';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendFacets, HealthLog, ProxyProtocol, UpstreamTls } from '#model';

type Fields<D extends DescMessage> = Partial<Extract<MessageInitShape<D>, { readonly $typeName?: never }>>;

/** ClusterPart is what a facet makes of a cluster: fields of its own, and of the messages within it. */
export interface ClusterPart {
  readonly cluster?: Fields<typeof ClusterSchema>;
  /** Settings of its HTTP connections in any version. */
  readonly http?: Fields<typeof HttpProtocolOptionsSchema>;
  /** Where HTTP/1.1 is spoken. */
  readonly http1?: Fields<typeof Http1ProtocolOptionsSchema>;
  /** Where HTTP/2 is spoken. */
  readonly http2?: Fields<typeof Http2ProtocolOptionsSchema>;
  /** Whether HTTP is spoken in the version that the client speaks. */
  readonly followsClient?: boolean;
  /** Where the proxy resolves names. */
  readonly dns?: Fields<typeof DnsClusterSchema>;
  readonly proxyProtocol?: ProxyProtocol;
  /** The certificate that it is shown over TLS, where the backend itself names none. */
  readonly clientCertificate?: ResourceKey;
  /** How TLS is spoken to it, where the backend itself leaves that open. */
  readonly tls?: Pick<UpstreamTls, 'parameters' | 'alpn'>;
  /** Whether it is reached at the one address that stands for its endpoints, if it has such. */
  readonly isOneAddress?: boolean;
}

/** EncodedFor is what a facet needs to know of the use that it is encoded for. */
export interface EncodedFor {
  /** Whether requests go out in HTTP/2. */
  readonly isHttp2: boolean;
  /** A host name that the backend goes by, where one is known. */
  readonly host?: string;
  /** File in which Envoy logs the endpoints that health checks eject and put back; see EnvoyInputs. */
  readonly healthEvents?: string;
  /** Where the results of health checks are logged, if the health check itself does not say. */
  readonly healthLog?: HealthLog;
}

/** BackendFacet turns one facet of how a backend is used into its part of the cluster. One file a facet, a line in `index.ts`. */
export interface BackendFacet<Name extends keyof BackendFacets = keyof BackendFacets> {
  readonly facet: Name;
  encode(value: NonNullable<BackendFacets[Name]>, use: EncodedFor): ClusterPart;
}
