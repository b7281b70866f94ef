import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const makeKeys = promisify(generateKeyPair);

/** TokenAlgorithm is the algorithm that tokens are signed with. */
export type TokenAlgorithm = 'ES256' | 'RS256';

/** SigningKey is a key that tokens are verified with; one whose private half is not known signs none. */
export interface SigningKey {
  readonly algorithm: TokenAlgorithm;
  readonly publicKey: KeyObject;
  readonly privateKey?: KeyObject;
}

/** Shorter ones can be broken. */
const leastRsaBits = 2048;

/** makeSigningKey makes a new private key (PEM). It must never be printed, except for whoever asked for it. */
export async function makeSigningKey(): Promise<string> {
  const { privateKey } = await makeKeys('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** readSigningKey reads a key (PEM), private or public, EC over P-256 or RSA; or says why it is none. */
export function readSigningKey(pem: string): SigningKey | { readonly problem: string } {
  try {
    const isPublic = /-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(pem);
    const key = isPublic ? createPublicKey(pem) : createPrivateKey(pem);
    const algorithm = algorithmOf(key);
    if (typeof algorithm === 'object') return algorithm;
    return isPublic
      ? { algorithm, publicKey: key }
      : { algorithm, publicKey: createPublicKey(key), privateKey: key };
  } catch {
    // The error may quote the key.
    return { problem: 'is not a key in PEM' };
  }
}

function algorithmOf({
  asymmetricKeyType,
  asymmetricKeyDetails: details,
}: KeyObject): TokenAlgorithm | { readonly problem: string } {
  if (asymmetricKeyType === 'rsa') {
    const bits = details?.modulusLength ?? 0;
    return bits < leastRsaBits
      ? { problem: `has ${bits} bits; it must have ${leastRsaBits} at least` }
      : 'RS256';
  }
  if (asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1') return 'ES256';
  return { problem: 'must be EC over P-256, or RSA' };
}
