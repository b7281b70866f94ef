import { type GlobalSecret, type MeshSecret, placeInMesh } from '#resources';
import type { TokenPurpose } from '#tokens';

/** TokenSecret is an object that may hold a key for tokens, or a list of revoked tokens. */
export type TokenSecret = MeshSecret | GlobalSecret;

/** TokenPlace is the purpose of a TokenSecret. */
export type TokenPlace =
  | { readonly kind: 'key'; readonly purpose: TokenPurpose; readonly serial: number }
  | { readonly kind: 'revocations'; readonly purpose: TokenPurpose };

/**
 * placeOfTokenSecret reads the purpose from the name, in Kuma's convention: `dataplane-token-signing-key-MESH-SERIAL` and
 * `dataplane-token-revocations-MESH` within the mesh; `user-token-signing-key-SERIAL`, `user-token-revocations`, and the
 * same with `gateway`, among the global secrets. undefined: the object has another purpose.
 */
export function placeOfTokenSecret(secret: TokenSecret): TokenPlace | undefined {
  const { name } = secret.ref;
  if (secret.id === 'kuma/GlobalSecret') {
    const [, kind, what] = /^(user|gateway)-token-(.+)$/.exec(name) ?? [];
    return kind === 'user' || kind === 'gateway' ? placeOf(kind, what ?? '') : undefined;
  }
  const { mesh } = placeInMesh(secret);
  const [, , what, of] = /^(dataplane)-token-(signing-key|revocations)-(.+)$/.exec(name) ?? [];
  if (what === 'revocations') return of === mesh ? placeOf(`dataplane ${mesh}`, what) : undefined;
  if (what === undefined || of?.startsWith(`${mesh}-`) !== true) return undefined;
  return placeOf(`dataplane ${mesh}`, `${what}-${of.slice(mesh.length + 1)}`);
}

function placeOf(purpose: TokenPurpose, what: string): TokenPlace | undefined {
  if (what === 'revocations') return { kind: 'revocations', purpose };
  const [, serial] = /^signing-key-(\d{1,9})$/.exec(what) ?? [];
  return serial === undefined ? undefined : { kind: 'key', purpose, serial: Number(serial) };
}
