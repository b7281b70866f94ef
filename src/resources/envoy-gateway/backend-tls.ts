import { Type } from 'typebox';
import type { WrittenSubjectAltName } from '../gateway-api/backend-tls-policy.ts';
import { preciseHostname } from '../gateway-api/fields.ts';
import { objectReference, secretObjectReference } from '../gateway-api/references.ts';
import { type Expression, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { checkVersions, tlsParameterProperties } from './tls-parameters.ts';

/** backendTlsProperties are the fields of a backend's TLS settings. */
export const backendTlsProperties = {
  caCertificateRefs: Type.Array(objectReference, { maxItems: 8, default: [] }),
  wellKnownCACertificates: Type.Optional(Type.Enum(['System'])),
  insecureSkipVerify: Type.Boolean({ default: false }),
  sni: Type.Optional(preciseHostname),
  autoSNIFromEndpointHostname: Type.Boolean({ default: false }),
  clientCertificateRef: Type.Optional(secretObjectReference),
  ...tlsParameterProperties,
};
const settings = Type.Object(backendTlsProperties);

/** BackendTls says how Envoy speaks TLS to the endpoints. */
export interface BackendTls extends Read<typeof settings> {
  /** Envoy Gateway has no fields for these two. */
  readonly subjectAltNames?: readonly WrittenSubjectAltName[];
  readonly allowRenegotiation?: boolean;
}

/** backendTlsRules check its fields against each other. */
export const backendTlsRules = [checkTrust, checkCiphers, checkVersions, checkServerName] as const;

export const backendTls = ruled(settings, ...backendTlsRules);

const messages = {
  names: 'must be left out where caCertificateRefs are given',
  unverified:
    'must not be true where certificates to trust are given: nothing would be verified against them',
  ciphers: 'must be left out where minVersion is 1.3, which has no choice of ciphers',
  serverName: 'must be left out where autoSNIFromEndpointHostname is true',
} as const;

const givesNames = 'has(self.caCertificateRefs) && self.caCertificateRefs.size() > 0';

/** backendTlsExpressions are those of the rules that an API server can check. */
export const backendTlsExpressions: readonly Expression[] = [
  {
    rule: `!(${givesNames} && has(self.wellKnownCACertificates))`,
    message: messages.names,
    at: '.wellKnownCACertificates',
  },
  {
    rule: `!(has(self.insecureSkipVerify) && self.insecureSkipVerify && (${givesNames} || has(self.wellKnownCACertificates)))`,
    message: messages.unverified,
    at: '.insecureSkipVerify',
  },
  {
    rule: "!(has(self.minVersion) && self.minVersion == '1.3' && has(self.ciphers) && self.ciphers.size() > 0)",
    message: messages.ciphers,
    at: '.ciphers',
  },
  {
    rule: '!(has(self.sni) && has(self.autoSNIFromEndpointHostname) && self.autoSNIFromEndpointHostname)',
    message: messages.serverName,
    at: '.sni',
  },
];

function checkTrust(tls: BackendTls, report: Report): void {
  const { caCertificateRefs, wellKnownCACertificates, insecureSkipVerify } = tls;
  const names = caCertificateRefs.length > 0;
  if (names && wellKnownCACertificates !== undefined) {
    report(messages.names, 'wellKnownCACertificates');
  }
  if (insecureSkipVerify && (names || wellKnownCACertificates !== undefined)) {
    report(messages.unverified, 'insecureSkipVerify');
  }
}

function checkCiphers({ minVersion, ciphers }: BackendTls, report: Report): void {
  if (minVersion === '1.3' && ciphers.length > 0) {
    report(messages.ciphers, 'ciphers');
  }
}

function checkServerName({ sni, autoSNIFromEndpointHostname }: BackendTls, report: Report): void {
  if (sni !== undefined && autoSNIFromEndpointHostname) {
    report(messages.serverName, 'sni');
  }
}
