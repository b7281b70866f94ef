import { Type } from 'typebox';
import { secretObjectReference } from '../gateway-api/references.ts';
import { ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { stringMatch } from './string-match.ts';
import { checkVersions, tlsParameterProperties } from './tls-parameters.ts';

const matches = Type.Array(stringMatch, { maxItems: 16, default: [] });
const oid = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[0-2](\\.\\d+)+$',
  '~wants': 'an object identifier such as 1.3.6.1.4.1.311.20.2.3',
});
const hash = Type.String({ minLength: 1, maxLength: 128 });

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
      otherNames: Type.Array(Type.Object({ oid, ...stringMatch.properties }), { maxItems: 16, default: [] }),
    }),
  ),
  crl: Type.Optional(
    Type.Object({
      refs: Type.Array(secretObjectReference, { minItems: 1, maxItems: 8 }),
      onlyVerifyLeafCertificate: Type.Boolean({ default: false }),
    }),
  ),
});
/** WrittenClientValidation is what is asked of clients' certificates. */
export type WrittenClientValidation = Read<typeof clientValidation>;

const written = Type.Object({
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
  fingerprints: Type.Optional(Type.Array(Type.Enum(['JA3', 'JA4']), { maxItems: 2 })),
});

/** clientTls is how TLS is spoken with clients. */
export const clientTls = ruled(written, checkVersions);
/** WrittenClientTls is clientTls as read. */
export type WrittenClientTls = Read<typeof written>;
