import { webcrypto } from 'node:crypto';

export type CryptoKey = webcrypto.CryptoKey;
export type CryptoKeyPair = webcrypto.CryptoKeyPair;

export { webcrypto };

/** X509 is the library that writes certificates. */
export type X509 = Awaited<ReturnType<typeof loadX509>>;

/**
 * loadX509 loads the library when there is first something to write. Otherwise every start would wait for it, and most have
 * no mesh.
 */
export async function loadX509() {
  const { x509 } = await import('./x509-library.ts');
  return x509;
}
