import type { MessageInitShape } from '@bufbuild/protobuf';
import { ApiVersion } from '#gen/envoy/config/core/v3/config_source_pb.js';
import type { SdsSecretConfigSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/secret_pb.js';
import type { Json } from '#lib/json.ts';

/** CertificateFiles are the paths of files that `secretFiles` makes. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly authority: string;
}

/** The names of the secrets in those files. */
export const certificateName = 'certificate';
export const authorityName = 'authority';

/**
 * secretFiles are the contents of those files: the certificate, its key and the trusted authority lie in a folder, as
 * Kubernetes mounts a Secret of TLS. Envoy reloads a replaced file only where it is named in this way.
 */
export function secretFiles(folder: string): Readonly<Record<keyof CertificateFiles, string>> {
  const file = (name: string): Json => ({ filename: `${folder}/${name}` });
  const watchedDirectory = { path: folder };
  return {
    certificate: secret(certificateName, {
      tlsCertificate: {
        certificateChain: file('tls.crt'),
        privateKey: file('tls.key'),
        watchedDirectory,
      },
    }),
    authority: secret(authorityName, {
      validationContext: { trustedCa: file('ca.crt'), watchedDirectory },
    }),
  };
}

/** secretIn is the SDS configuration that reads the secret in one of those files. */
export function secretIn(path: string, name: string): MessageInitShape<typeof SdsSecretConfigSchema> {
  const configSourceSpecifier = { case: 'pathConfigSource', value: { path } } as const;
  return { name, sdsConfig: { resourceApiVersion: ApiVersion.V3, configSourceSpecifier } };
}

function secret(name: string, fields: { readonly [field: string]: Json }): string {
  const type = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';
  return JSON.stringify({ resources: [{ '@type': type, name, ...fields }] });
}
