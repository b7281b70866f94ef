import { type CryptoKey, type CryptoKeyPair, loadX509, webcrypto } from './x509.ts';

/**
 * The algorithm of every key that is made here: ECDSA over P-256 with SHA-256, which is fast and which every Envoy accepts.
 */
export const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** makeKeys makes a key pair that can be exported. */
export function makeKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;
}

/** privateKeyPem exports a private key (PKCS #8). It must never be printed. */
export async function privateKeyPem(key: CryptoKey): Promise<string> {
  const x509 = await loadX509();
  return `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}
