import { SecretSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/secret_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { Certificate, GenericSecret } from '#model';
import { encode } from './encode.ts';
import { secretName } from './names.ts';

/** encodeSecret makes the SDS secret of a certificate, or of a text that a filter needs. It must never be printed. */
export function encodeSecret(secret: Certificate | GenericSecret): XdsResource {
  const name = secretName(secret.key);
  const bytes = encode(SecretSchema, { name, type: contentOf(secret) });
  return xdsResource({
    type: 'secret',
    name,
    bytes,
    origins: ['origin' in secret ? secret.origin : secret.key],
  });
}

function contentOf(secret: Certificate | GenericSecret) {
  if ('text' in secret) return { case: 'genericSecret', value: { secret: inline(secret.text) } } as const;
  const { chain, privateKey } = secret;
  const value = { certificateChain: inline(chain), privateKey: inline(privateKey) };
  return { case: 'tlsCertificate', value } as const;
}

function inline(text: string) {
  return { specifier: { case: 'inlineBytes', value: Buffer.from(text) } } as const;
}
