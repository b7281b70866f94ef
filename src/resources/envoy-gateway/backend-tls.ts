import { Type } from 'typebox';
import { preciseHostname } from '../gateway-api/fields.ts';
import { objectReference, secretObjectReference } from '../gateway-api/references.ts';
import { type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { checkVersions, tlsParameterProperties } from './tls-parameters.ts';

const settings = Type.Object({
  caCertificateRefs: Type.Array(objectReference, { maxItems: 8, default: [] }),
  wellKnownCACertificates: Type.Optional(Type.Enum(['System'])),
  insecureSkipVerify: Type.Boolean({ default: false }),
  sni: Type.Optional(preciseHostname),
  autoSNIFromEndpointHostname: Type.Boolean({ default: false }),
  clientCertificateRef: Type.Optional(secretObjectReference),
  ...tlsParameterProperties,
});
/** BackendTls says how Envoy speaks TLS to the endpoints. */
export type BackendTls = Read<typeof settings>;

export const backendTls = ruled(settings, checkTrust, checkCiphers, checkVersions, checkServerName);

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

function checkCiphers({ minVersion, ciphers }: BackendTls, report: Report): void {
  if (minVersion === '1.3' && ciphers.length > 0) {
    report('must be left out where minVersion is 1.3, which has no choice of ciphers', 'ciphers');
  }
}

function checkServerName({ sni, autoSNIFromEndpointHostname }: BackendTls, report: Report): void {
  if (sni !== undefined && autoSNIFromEndpointHostname) {
    report('must be left out where autoSNIFromEndpointHostname is true', 'sni');
  }
}
