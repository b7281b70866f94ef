import { Type } from 'typebox';
import { objectName, preciseHostname } from '../../gateway-api/fields.ts';
import { ruled } from '../../schema/annotate.ts';
import { atMostOneOf } from '../../schema/one-of.ts';
import type { Read } from '../../schema/readonly.ts';

const version = Type.Enum(['AUTO', '1.0', '1.1', '1.2', '1.3']);
const names = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 64, default: [] });
const file = Type.Optional(Type.String({ minLength: 1, maxLength: 4096 }));

/** tls is how a backend is spoken to over TLS. */
export const tls = ruled(
  Type.Object({
    secretRef: Type.Optional(Type.Object({ name: objectName })),
    files: Type.Optional(Type.Object({ tlsCertificate: file, tlsKey: file, rootCA: file })),
    insecureSkipVerify: Type.Optional(Type.Boolean()),
    wellKnownCACertificates: Type.Optional(Type.Enum(['System'])),
    sni: Type.Optional(preciseHostname),
    verifySubjectAltNames: names,
    parameters: Type.Optional(
      Type.Object({
        minVersion: Type.Optional(version),
        maxVersion: Type.Optional(version),
        cipherSuites: names,
        ecdhCurves: names,
        signatureAlgorithms: names,
      }),
    ),
    alpnProtocols: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 32 }), { maxItems: 16 })),
    allowRenegotiation: Type.Boolean({ default: false }),
    simpleTLS: Type.Boolean({ default: false }),
  }),
  atMostOneOf('secretRef', 'files', 'insecureSkipVerify', 'wellKnownCACertificates'),
  ({ secretRef, files, insecureSkipVerify, wellKnownCACertificates, sni }, report) => {
    const trusted = secretRef ?? files ?? insecureSkipVerify ?? wellKnownCACertificates;
    if (trusted === undefined && sni === undefined)
      report('is required where nothing says whose certificates are believed', 'sni');
  },
);

/**
 * WrittenUpstreamTls is these settings as read, without files; the Secret may be in another namespace where the dialect can name
 * one.
 */
export type WrittenUpstreamTls = Omit<Read<typeof tls>, 'files' | 'secretRef'> & {
  readonly secretRef?: { readonly name: string; readonly namespace?: string };
};
