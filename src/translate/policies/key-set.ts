import { createPublicKey } from 'node:crypto';

/** noKeys is what is wrong with a text in which `keySetIn` finds none. */
export const noKeys =
  'holds no JSON Web Key Set: {"keys": [...]} with one key at least; nor a key, as JSON or PEM';

/**
 * keySetIn reads the keys that tokens are signed with, as a JSON Web Key Set: from such a set, one of its keys, or a public
 * key as PEM. Undefined where there is none: Envoy accepts a text without keys, and then rejects every token.
 */
export function keySetIn(text: string): string | undefined {
  if (text.includes('-----BEGIN')) return keyOfPem(text);
  try {
    const read = JSON.parse(text) as { readonly keys?: unknown; readonly kty?: unknown } | null;
    if (typeof read?.kty === 'string') return JSON.stringify({ keys: [read] });
    return Array.isArray(read?.keys) && read.keys.length > 0 ? text : undefined;
  } catch {
    return undefined;
  }
}

function keyOfPem(pem: string): string | undefined {
  try {
    return JSON.stringify({ keys: [createPublicKey(pem).export({ format: 'jwk' })] });
  } catch {
    return undefined;
  }
}
