import { Type } from 'typebox';
import type { Report } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';

const versions = ['Auto', '1.0', '1.1', '1.2', '1.3'] as const;
const version = Type.Enum([...versions]);
const names = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 64, default: [] });

/** tlsParameterProperties are what of TLS is spoken, with clients as with backends. */
export const tlsParameterProperties = {
  minVersion: Type.Optional(version),
  maxVersion: Type.Optional(version),
  ciphers: names,
  ecdhCurves: names,
  signatureAlgorithms: names,
  // Optional, as an empty list says something: no ALPN at all.
  alpnProtocols: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 32 }), { maxItems: 16 })),
};

/** WrittenTlsParameters are they as read. */
export type WrittenTlsParameters = Read<Type.TObject<typeof tlsParameterProperties>>;

/** checkVersions: the greatest version must not be below the least. */
export function checkVersions(
  { minVersion = '1.2', maxVersion }: Pick<WrittenTlsParameters, 'minVersion' | 'maxVersion'>,
  report: Report,
): void {
  if (maxVersion === undefined || maxVersion === 'Auto') return;
  if (versions.indexOf(minVersion) > versions.indexOf(maxVersion)) {
    report(`must not be below minVersion, which is ${minVersion}`, 'maxVersion');
  }
}
