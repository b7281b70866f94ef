import { Type } from 'typebox';
import { type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';

const versions = ['Auto', '1.0', '1.1', '1.2', '1.3'] as const;
const version = Type.Enum([...versions]);
const names = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 64, default: [] });

/** The cipher suites that Envoy supports up to TLS 1.2, by both of their names. */
const known: ReadonlySet<string> = new Set([
  ...['ECDSA', 'RSA'].flatMap(kind => [
    `ECDHE-${kind}-AES128-GCM-SHA256`,
    `TLS_ECDHE_${kind}_WITH_AES_128_GCM_SHA256`,
    `ECDHE-${kind}-AES256-GCM-SHA384`,
    `TLS_ECDHE_${kind}_WITH_AES_256_GCM_SHA384`,
    `ECDHE-${kind}-CHACHA20-POLY1305`,
    `TLS_ECDHE_${kind}_WITH_CHACHA20_POLY1305_SHA256`,
    `ECDHE-${kind}-AES128-SHA`,
    `TLS_ECDHE_${kind}_WITH_AES_128_CBC_SHA`,
    `ECDHE-${kind}-AES256-SHA`,
    `TLS_ECDHE_${kind}_WITH_AES_256_CBC_SHA`,
  ]),
  ...[
    'AES128-GCM-SHA256',
    'TLS_RSA_WITH_AES_128_GCM_SHA256',
    'AES256-GCM-SHA384',
    'TLS_RSA_WITH_AES_256_GCM_SHA384',
  ],
  ...['AES128-SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'AES256-SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA'],
]);

/** Suites in brackets have equal preference. Envoy refuses a whole listener or cluster for one unknown suite. */
const cipher = ruled(Type.String({ minLength: 1, maxLength: 1024 }), (written, report) => {
  const names = /^\[(.+)\]$/.exec(written)?.[1]?.split('|') ?? [written];
  if (!names.every(name => known.has(name)))
    report(
      `must be a cipher suite of TLS 1.2 such as ECDHE-RSA-AES128-GCM-SHA256, but is ${JSON.stringify(written)}`,
    );
});

/** tlsParameterProperties are the TLS parameters, towards clients as well as towards backends. */
export const tlsParameterProperties = {
  minVersion: Type.Optional(version),
  maxVersion: Type.Optional(version),
  ciphers: Type.Array(cipher, { maxItems: 64, default: [] }),
  ecdhCurves: names,
  signatureAlgorithms: names,
  // Optional, as an empty list has a meaning: no ALPN at all.
  alpnProtocols: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 32 }), { maxItems: 16 })),
};

/** WrittenTlsParameters are the TLS parameters as read. */
export type WrittenTlsParameters = Read<Type.TObject<typeof tlsParameterProperties>>;

/** checkVersions requires that the greatest version is not below the least. */
export function checkVersions(
  { minVersion = '1.2', maxVersion }: Pick<WrittenTlsParameters, 'minVersion' | 'maxVersion'>,
  report: Report,
): void {
  if (maxVersion === undefined || maxVersion === 'Auto') return;
  if (versions.indexOf(minVersion) > versions.indexOf(maxVersion)) {
    report(`must not be below minVersion, which is ${minVersion}`, 'maxVersion');
  }
}
