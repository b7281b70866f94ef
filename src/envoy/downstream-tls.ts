import { DownstreamTlsContextSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import type { ListenerTls } from '#model';
import { ads } from './config-source.ts';
import { extension } from './extension.ts';
import { clientValidation, type ListenerPart } from './listener-facets/index.ts';
import { secretName } from './names.ts';

/** downstreamTls is the socket of a filter chain in which TLS ends, and what it offers to speak within (ALPN). */
export function downstreamTls(
  { certificates, clients }: ListenerTls,
  alpnProtocols: string[],
  { tls, tlsCommon }: ListenerPart,
) {
  return extension('envoy.transport_sockets.tls', DownstreamTlsContextSchema, {
    ...(clients?.required === true ? { requireClientCertificate: true } : {}),
    ...tls,
    commonTlsContext: {
      alpnProtocols,
      tlsCertificateSdsSecretConfigs: certificates.map(key => ({ name: secretName(key), sdsConfig: ads })),
      ...(clients === undefined ? {} : clientValidation(clients)),
      ...tlsCommon,
    },
  });
}
