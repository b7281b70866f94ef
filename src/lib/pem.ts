import { X509Certificate } from 'node:crypto';

/** certificatesIn are the certificates in a text, each as PEM; whether they can be read is not asked. */
export function certificatesIn(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
}

/** expiryOf is when a certificate (PEM) ends, in ms since the epoch; 0 where it is no certificate. */
export function expiryOf(pem: string): number {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return 0;
  }
}
