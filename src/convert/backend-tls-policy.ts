import type { DescribedBackend } from './described-backend.ts';
import type { NewName, WrittenObject } from './target.ts';
import { metadataOf, written } from './written-fields.ts';

/**
 * backendTlsPolicy writes the TLS settings of a converted backend as a BackendTLSPolicy; undefined where that cannot express
 * them: it needs a server name and trusted authorities, and has fields for little else.
 */
export function backendTlsPolicy(
  backend: DescribedBackend,
  { group, kind, name }: NewName,
): WrittenObject | undefined {
  const { tls } = backend.spec;
  if (tls?.sni === undefined || tls.insecureSkipVerify) return undefined;
  const { sni, wellKnownCACertificates, caCertificateRefs, subjectAltNames = [], ...rest } = tls;
  const isElsewhere = caCertificateRefs.some(({ namespace = backend.of.namespace }) => {
    return namespace !== backend.of.namespace;
  });
  if (isElsewhere || subjectAltNames.length > 5 || Object.keys(written(rest)).length > 0) return undefined;
  if (caCertificateRefs.length === 0 && wellKnownCACertificates === undefined) return undefined;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'BackendTLSPolicy',
    metadata: metadataOf(backend),
    spec: {
      targetRefs: [{ group, kind, name }],
      validation: written({
        hostname: sni,
        wellKnownCACertificates,
        caCertificateRefs: caCertificateRefs.map(({ group, kind, name }) => ({ group, kind, name })),
        subjectAltNames,
      }),
    },
  };
}
