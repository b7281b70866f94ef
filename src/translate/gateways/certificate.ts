import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { normalizeHostname } from '#lib/hostname.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import type { Certificate } from '#model';
import type { Secret } from '#resources';

const chainKey = 'tls.crt';
const privateKeyKey = 'tls.key';

/** CertificateState is a Secret read as a key pair: one that can be presented, or what is wrong with it. */
export type CertificateState =
  | {
      readonly kind: 'usable';
      readonly certificate: Certificate;
      /** The host names that it is for, normalised. */
      readonly names: readonly string[];
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'unusable'; readonly message: string };

/** translateCertificate reads a Secret that holds a key pair; undefined for one that holds none. Messages never quote it. */
export function translateCertificate(secret: Secret, track: Tracker): CertificateState | undefined {
  const chain = text(secret, chainKey);
  const privateKey = text(secret, privateKeyKey);
  if (chain === undefined && privateKey === undefined) return undefined;
  if (chain === undefined) return { kind: 'unusable', message: `has no ${chainKey}` };
  if (privateKey === undefined) return { kind: 'unusable', message: `has no ${privateKeyKey}` };
  const certificate = attempt(() => new X509Certificate(chain));
  if (certificate === undefined)
    return { kind: 'unusable', message: `holds no PEM certificate under ${chainKey}` };
  const key = attempt(() => createPrivateKey(privateKey));
  if (key === undefined)
    return { kind: 'unusable', message: `holds no PEM private key under ${privateKeyKey}` };
  if (!certificate.checkPrivateKey(key)) {
    return { kind: 'unusable', message: `holds a private key that does not belong to its certificate` };
  }
  return {
    kind: 'usable',
    certificate: { key: resourceKey(secret.ref), chain, privateKey },
    names: hostnamesOf(certificate),
    findings: expiry(secret, certificate, track),
  };
}

/** A certificate without alternative names is for its subject's common name, as browsers once had it. */
function hostnamesOf(certificate: X509Certificate): string[] {
  const { subjectAltName, subject } = certificate;
  const named = (subjectAltName ?? '').split(', ').flatMap(name => /^DNS:(.+)$/.exec(name)?.[1] ?? []);
  const common = named.length > 0 ? [] : (/^CN=(.+)$/m.exec(subject ?? '')?.slice(1) ?? []);
  return [...named, ...common].map(normalizeHostname);
}

/** A certificate that has run out still serves, since withdrawing it would serve nobody; its owner should know. */
function expiry(secret: Secret, certificate: X509Certificate, track: Tracker): Finding[] {
  const end = Date.parse(certificate.validTo);
  if (Number.isNaN(end)) return [];
  if (track.now() < end) {
    track.validUntil(end);
    return [];
  }
  return [
    {
      severity: 'warning',
      reason: 'CertificateExpired',
      message: `the certificate ran out on ${new Date(end).toISOString()}; renew it`,
      path: `data["${chainKey}"]`,
      ref: secret.ref,
    },
  ];
}

function text(secret: Secret, key: string): string | undefined {
  const bytes = secret.spec.data[key];
  return bytes === undefined || bytes.length === 0 ? undefined : Buffer.from(bytes).toString();
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
