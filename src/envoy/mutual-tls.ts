import type { MessageInitShape } from '@bufbuild/protobuf';
import type { FilterChainSchema } from '#gen/envoy/config/listener/v3/listener_components_pb.js';
import { TcpProxySchema } from '#gen/envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy_pb.js';
import { SubjectAltNameMatcher_SanType } from '#gen/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import { DownstreamTlsContextSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import type { MutualTls } from '#model';
import { extension } from './extension.ts';
import { meshAlpn, meshIdentity, meshValidation } from './mesh-tls.ts';
import { clusterName, mutualChainName, passedChainName, withoutDots } from './names.ts';
import { tlsParameters } from './tls-parameters.ts';

type ChainInit = Extract<MessageInitShape<typeof FilterChainSchema>, { readonly $typeName?: never }>;

/**
 * mutualChains are the filter chains of an inbound that sidecars call over TLS. In strict mode there is one; permissive mode has
 * two beside it: one for plain text (`plain`, where it differs), and one for TLS that is not the mesh's.
 */
export function mutualChains(
  name: string,
  chain: ChainInit,
  mutual: MutualTls | undefined,
  plain: ChainInit = chain,
): readonly ChainInit[] {
  if (mutual === undefined) return [chain];
  const secured = { ...chain, transportSocket: mutualTls(mutual) };
  if (mutual.permissive === undefined) return [secured];
  const proxy = extension('envoy.filters.network.tcp_proxy', TcpProxySchema, {
    statPrefix: withoutDots(name),
    clusterSpecifier: { case: 'cluster', value: clusterName(mutual.permissive.passedTo) },
  });
  return [
    { ...plain, filterChainMatch: { transportProtocol: 'raw_buffer' } },
    { name: passedChainName(name), filterChainMatch: { transportProtocol: 'tls' }, filters: [proxy] },
    {
      ...secured,
      name: mutualChainName(name),
      filterChainMatch: { transportProtocol: 'tls', applicationProtocols: [meshAlpn] },
    },
  ];
}

/** mutualTls is TLS in which both sides show that they are of the mesh. */
export function mutualTls({ mesh, callers, parameters = {} }: MutualTls) {
  const names = callers.map(
    value =>
      ({
        sanType: SubjectAltNameMatcher_SanType.URI,
        matcher: { matchPattern: { case: 'prefix', value } },
      }) as const,
  );
  return extension('envoy.transport_sockets.tls', DownstreamTlsContextSchema, {
    requireClientCertificate: true,
    commonTlsContext: {
      tlsParams: tlsParameters(parameters),
      ...meshIdentity(mesh),
      ...meshValidation(mesh, names),
    },
  });
}
