import { Type } from 'typebox';
import { preciseHostname } from '../gateway-api/fields.ts';
import { objectReference, secretObjectReference } from '../gateway-api/references.ts';
import { type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';

const versions = ['Auto', '1.0', '1.1', '1.2', '1.3'] as const;
const version = Type.Enum([...versions]);
const names = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 64, default: [] });

const settings = Type.Object({
  caCertificateRefs: Type.Array(objectReference, { maxItems: 8, default: [] }),
  wellKnownCACertificates: Type.Optional(Type.Enum(['System'])),
  insecureSkipVerify: Type.Boolean({ default: false }),
  sni: Type.Optional(preciseHostname),
  autoSNIFromEndpointHostname: Type.Boolean({ default: false }),
  clientCertificateRef: Type.Optional(secretObjectReference),
  minVersion: Type.Optional(version),
  maxVersion: Type.Optional(version),
  ciphers: names,
  ecdhCurves: names,
  signatureAlgorithms: names,
  // Optional, as an empty list says something: no ALPN at all.
  alpnProtocols: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 32 }), { maxItems: 16 })),
});
/** BackendTls says how Envoy speaks TLS to the endpoints. */
export type BackendTls = Read<typeof settings>;

export const backendTls = ruled(settings, checkTrust, checkVersions, checkServerName);

function checkTrust(tls: BackendTls, report: Report): void {
  const { caCertificateRefs, wellKnownCACertificates, insecureSkipVerify } = tls;
  const names = caCertificateRefs.length > 0;
  if (names && wellKnownCACertificates !== undefined) {
    report('must be left out where caCertificateRefs are given', 'wellKnownCACertificates');
  }
  if (insecureSkipVerify && (names || wellKnownCACertificates !== undefined)) {
    report(
      'must not be true where certificates to trust are given: nothing would be verified against them',
      'insecureSkipVerify',
    );
  }
}

function checkVersions({ minVersion, maxVersion, ciphers }: BackendTls, report: Report): void {
  if (minVersion === '1.3' && ciphers.length > 0) {
    report('must be left out where minVersion is 1.3, which has no choice of ciphers', 'ciphers');
  }
  if (maxVersion === undefined || maxVersion === 'Auto') return;
  const lowest = minVersion ?? '1.2';
  if (versions.indexOf(lowest) > versions.indexOf(maxVersion)) {
    report(`must not be below minVersion, which is ${lowest}`, 'maxVersion');
  }
}

function checkServerName({ sni, autoSNIFromEndpointHostname }: BackendTls, report: Report): void {
  if (sni !== undefined && autoSNIFromEndpointHostname) {
    report('must be left out where autoSNIFromEndpointHostname is true', 'sni');
  }
}
