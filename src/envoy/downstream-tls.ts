import { CertificateValidationContext_TrustChainVerification as TrustChain } from '#gen/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import { DownstreamTlsContextSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import type { ClientValidation, ListenerTls } from '#model';
import { ads } from './config-source.ts';
import { extension } from './extension.ts';
import { secretName } from './names.ts';

/** downstreamTls is the socket of a filter chain in which TLS ends, and what it offers to speak within (ALPN). */
export function downstreamTls({ certificates, clients }: ListenerTls, alpnProtocols: string[]) {
  return extension('envoy.transport_sockets.tls', DownstreamTlsContextSchema, {
    ...(clients?.required === true ? { requireClientCertificate: true } : {}),
    commonTlsContext: {
      alpnProtocols,
      tlsCertificateSdsSecretConfigs: certificates.map(key => ({ name: secretName(key), sdsConfig: ads })),
      ...(clients === undefined ? {} : validation(clients)),
    },
  });
}

/** Where a certificate is not required, one that nobody vouches for does no harm either (AllowInsecureFallback). */
function validation({ authorities, required }: ClientValidation) {
  const value = {
    trustedCa: { specifier: { case: 'inlineString', value: authorities } },
    trustChainVerification: required ? TrustChain.VERIFY_TRUST_CHAIN : TrustChain.ACCEPT_UNTRUSTED,
  } as const;
  return { validationContextType: { case: 'validationContext', value } } as const;
}
