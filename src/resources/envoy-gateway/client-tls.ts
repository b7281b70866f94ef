import { Type } from 'typebox';
import { secretObjectReference } from '../gateway-api/references.ts';
import { ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { checkVersions, tlsParameterProperties } from './tls-parameters.ts';

const match = Type.Object({
  type: Type.Enum(['Exact', 'Prefix', 'Suffix', 'RegularExpression'], { default: 'Exact' }),
  value: Type.String({ minLength: 1, maxLength: 1024 }),
});
/** StringMatch is how a text must look. */
export type StringMatch = Read<typeof match>;

const matches = Type.Array(match, { maxItems: 16, default: [] });
const hash = Type.String({ minLength: 1, maxLength: 128 });

/** Of what a listener is taken out of service for, it is read that it is there. */
const clientValidation = Type.Object({
  optional: Type.Boolean({ default: false }),
  mode: Type.Optional(Type.Enum(['Request', 'RequireAny', 'VerifyIfGiven', 'RequireAndVerify'])),
  caCertificateRefs: Type.Array(secretObjectReference, { maxItems: 8, default: [] }),
  certificateHashes: Type.Array(hash, { maxItems: 64, default: [] }),
  spkiHashes: Type.Array(hash, { maxItems: 64, default: [] }),
  allowExpiredCertificate: Type.Boolean({ default: false }),
  subjectAltNames: Type.Optional(
    Type.Object({
      dnsNames: matches,
      emailAddresses: matches,
      ipAddresses: matches,
      uris: matches,
      otherNames: Type.Array(Type.Object({}, { '~ignores': ['oid', 'type', 'value'] }), {
        maxItems: 16,
        default: [],
      }),
    }),
  ),
  crl: Type.Optional(Type.Object({}, { '~ignores': ['refs', 'onlyVerifyLeafCertificate'] })),
});
/** WrittenClientValidation is what is asked of clients' certificates. */
export type WrittenClientValidation = Read<typeof clientValidation>;

const written = Type.Object(
  {
    ...tlsParameterProperties,
    clientValidation: Type.Optional(clientValidation),
    session: Type.Optional(
      Type.Object({
        resumption: Type.Optional(
          Type.Object({
            stateful: Type.Optional(Type.Object({})),
            stateless: Type.Optional(Type.Object({})),
          }),
        ),
      }),
    ),
  },
  { '~unserved': ['fingerprints'] },
);

/** clientTls is how TLS is spoken with clients. */
export const clientTls = ruled(written, checkVersions);
/** WrittenClientTls is it as read. */
export type WrittenClientTls = Read<typeof written>;
