import { SecretSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/secret_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { Certificate } from '#model';
import { encode } from './encode.ts';
import { secretName } from './names.ts';

/** encodeSecret makes the SDS secret of a listener's certificate. It is the one resource that must never be printed. */
export function encodeSecret(certificate: Certificate): XdsResource {
  const name = secretName(certificate.key);
  const bytes = encode(SecretSchema, {
    name,
    type: {
      case: 'tlsCertificate',
      value: {
        certificateChain: inline(certificate.chain),
        privateKey: inline(certificate.privateKey),
      },
    },
  });
  return xdsResource({
    type: 'secret',
    name,
    bytes,
    origins: [certificate.key],
  });
}

function inline(pem: string) {
  return { specifier: { case: 'inlineBytes', value: Buffer.from(pem) } } as const;
}
