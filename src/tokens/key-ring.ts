import { type KeyObject, randomUUID } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { Fault } from '#lib/fault.ts';
import type { SigningKey } from './signing-key.ts';
import { claimsOf, purposeOf, type Token, type TokenPurpose, tokenOf } from './token.ts';

/** Bytes; longer tokens are none of ours. */
const longest = 8 * 1024;
/** s; clocks of machines differ. */
const tolerance = 5;
const issuer = 'fairlead';

/** Verified is a valid token, or why what was shown is not valid. */
export type Verified =
  | { readonly token: Token; readonly id: string; readonly problem?: never }
  | { readonly token?: never; readonly problem: string };

/** TokenSigner is a key that signs, and the serial number by which rings know it. */
export interface TokenSigner extends Pick<SigningKey, 'algorithm'> {
  readonly serial: number;
  readonly privateKey: KeyObject;
}

/** TokenLife is when a token is issued (ms since the epoch), and how long it is valid (ms). */
export interface TokenLife {
  readonly now: number;
  readonly lifetime: number;
}

/**
 * KeyRing holds the keys that tokens are signed with, by purpose and serial number, and the ids of revoked tokens. The newest
 * key signs, and every key on the ring verifies. So a key is changed by adding one, issuing tokens anew, and removing the old
 * one.
 */
export class KeyRing {
  readonly #keys = new Map<TokenPurpose, Map<number, SigningKey>>();
  /** Keys that are in force while no other of their serial number is set. */
  readonly #fallbacks = new Map<TokenPurpose, ReadonlyMap<number, SigningKey>>();
  readonly #revoked = new Map<TokenPurpose, ReadonlySet<string>>();

  /** set puts a key in force, or (undefined) removes it. */
  set(purpose: TokenPurpose, serial: number, key: SigningKey | undefined): void {
    const keys = this.#keys.get(purpose) ?? new Map();
    if (key === undefined) keys.delete(serial);
    else keys.set(serial, key);
    this.#keys.set(purpose, keys);
  }

  /** fallBackTo makes this the key of its serial number for as long as none is set. */
  fallBackTo(purpose: TokenPurpose, serial: number, key: SigningKey): void {
    this.#fallbacks.set(purpose, new Map([[serial, key]]));
  }

  /** revoke replaces the ids of the revoked tokens for a purpose. */
  revoke(purpose: TokenPurpose, ids: Iterable<string>): void {
    this.#revoked.set(purpose, new Set(ids));
  }

  canIssue(purpose: TokenPurpose): boolean {
    return this.#signer(purpose) !== undefined;
  }

  /**
   * issue signs a token that is valid for `lifetime` (ms) from `now` (ms since the epoch). It throws a Fault where no key can
   * sign it.
   */
  async issue(token: Token, { now, lifetime }: TokenLife): Promise<string> {
    const purpose = purposeOf(token);
    const signer = this.#signer(purpose);
    if (signer === undefined)
      throw new Fault('input', `there is no key that could sign a token for ${wordOf(purpose)}`);
    return signToken(token, signer, { now, lifetime });
  }

  #signer(purpose: TokenPurpose): TokenSigner | undefined {
    let newest: TokenSigner | undefined;
    for (const [serial, { algorithm, privateKey }] of this.#all(purpose)) {
      if (privateKey === undefined || (newest !== undefined && newest.serial > serial)) continue;
      newest = { serial, algorithm, privateKey };
    }
    return newest;
  }

  #all(purpose: TokenPurpose): ReadonlyMap<number, SigningKey> {
    return new Map([...(this.#fallbacks.get(purpose) ?? []), ...(this.#keys.get(purpose) ?? [])]);
  }

  /** verify checks what somebody shows for a purpose at a time (ms since the epoch). */
  async verify(shown: string, purpose: TokenPurpose, now: number): Promise<Verified> {
    if (shown.length > longest) return { problem: `is longer than ${longest} bytes` };
    try {
      const { kid = '' } = decodeProtectedHeader(shown);
      const key = /^\d{1,9}$/.test(kid) ? this.#all(purpose).get(Number(kid)) : undefined;
      if (key === undefined)
        return { problem: `is signed by no key for ${wordOf(purpose)} that is known here` };
      const { payload } = await jwtVerify(shown, key.publicKey, {
        algorithms: [key.algorithm],
        currentDate: new Date(now),
        clockTolerance: tolerance,
        requiredClaims: ['exp', 'jti'],
      });
      const id = payload.jti ?? '';
      if (this.#revoked.get(purpose)?.has(id) === true) return { problem: 'was revoked' };
      const token = tokenOf(purpose, payload);
      return 'problem' in token ? token : { token, id };
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }
}

/** signToken signs a token with a key that need not be on any ring: `serial` is the number by which rings know the key. */
export function signToken(
  token: Token,
  { serial, algorithm, privateKey }: TokenSigner,
  { now, lifetime }: TokenLife,
): Promise<string> {
  const seconds = Math.floor(now / 1000);
  return new SignJWT({ ...claimsOf(token) })
    .setProtectedHeader({ alg: algorithm, kid: String(serial), typ: 'JWT' })
    .setIssuer(issuer)
    .setJti(randomUUID())
    .setIssuedAt(seconds)
    .setNotBefore(seconds - 5 * 60)
    .setExpirationTime(seconds + Math.ceil(lifetime / 1000))
    .sign(privateKey);
}

function problemOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'nbf' ? 'is not valid yet' : `has no claim ${error.claim}`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'has a signature that is not its key’s';
  if (error instanceof errors.JOSEError || error instanceof TypeError) return 'is not a token';
  throw error;
}

function wordOf(purpose: TokenPurpose): string {
  if (purpose === 'user') return 'users';
  return purpose === 'gateway' ? 'gateways' : `dataplanes of mesh ${purpose.slice('dataplane '.length)}`;
}
