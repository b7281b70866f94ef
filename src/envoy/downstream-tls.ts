import { QuicDownstreamTransportSchema } from '#gen/envoy/extensions/transport_sockets/quic/v3/quic_transport_pb.js';
import { DownstreamTlsContextSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import type { ListenerTls } from '#model';
import { ads } from './config-source.ts';
import { extension } from './extension.ts';
import { clientValidation, type ListenerPart } from './listener-facets/index.ts';
import { secretName } from './names.ts';

/** quicTls is downstreamTls over QUIC, whose only protocol is HTTP/3. */
export function quicTls(tls: ListenerTls, part: ListenerPart) {
  const { alpnProtocols: _, ...tlsCommon } = part.tlsCommon ?? {};
  return extension('envoy.transport_sockets.quic', QuicDownstreamTransportSchema, {
    downstreamTlsContext: contextOf(tls, ['h3'], { ...part, tlsCommon }),
  });
}

/** downstreamTls is the transport socket of a filter chain in which TLS ends; `alpnProtocols` are what it offers within TLS. */
export function downstreamTls(tls: ListenerTls, alpnProtocols: string[], part: ListenerPart) {
  const context = contextOf(tls, alpnProtocols, part);
  return extension('envoy.transport_sockets.tls', DownstreamTlsContextSchema, context);
}

function contextOf(
  { certificates, clients }: ListenerTls,
  alpnProtocols: string[],
  { tls, tlsCommon }: ListenerPart,
) {
  return {
    ...(clients?.required === true ? { requireClientCertificate: true } : {}),
    ...tls,
    commonTlsContext: {
      alpnProtocols,
      tlsCertificateSdsSecretConfigs: certificates.map(key => ({ name: secretName(key), sdsConfig: ads })),
      ...(clients === undefined ? {} : clientValidation(clients)),
      ...tlsCommon,
    },
  };
}
