import type { Collection } from '#graph';
import type { State } from '#state';
import {
  checkClaim,
  type Denied,
  KeyRing,
  makeSigningKey,
  purposeOf,
  readSigningKey,
  type TagsOf,
  type Token,
  type TokenPurpose,
  type UserToken,
} from '#tokens';
import { placeOfTokenSecret, type TokenSecret } from './token-secrets.ts';

export interface TokensOptions {
  readonly state: State;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly onNotice: (message: string) => void;
}

/** Tokens issues and checks tokens, with keys kept in the state and keys from Secrets. */
export interface Tokens {
  /**
   * checkProxy says why a proxy may not be who it claims to be; undefined: it may. Without `tagsOf` its tags are not
   * checked.
   */
  checkProxy(
    claim: { readonly view: string; readonly token: string | undefined },
    tagsOf?: TagsOf,
  ): Promise<Denied | undefined>;
  /** checkUser returns the user of a token, or why it is not valid. */
  checkUser(token: string): Promise<{ readonly user: UserToken } | { readonly problem: string }>;
  /** issue makes a token that holds for `lifetime` (ms). Where there is no key that could sign it, one is made and kept. */
  issue(token: Token, lifetime: number): Promise<string>;
  /**
   * follow uses keys and revocations from Secrets as they come and go; `onChange` says that a valid token may no longer be
   * so.
   */
  follow(secrets: readonly Collection<TokenSecret>[], onChange: () => void): void;
}

/** The serial number of a key that was made here. A key from a Secret can replace it. */
const ownSerial = 1;
const prefix = 'token-key ';

/** openTokens starts with the keys that were made here before. */
export async function openTokens({ state, now, onNotice }: TokensOptions): Promise<Tokens> {
  const ring = new KeyRing();
  const keep = (purpose: TokenPurpose, pem: string) => {
    const key = readSigningKey(pem);
    if ('problem' in key) onNotice(`the key for tokens that was kept (${purpose}) ${key.problem}`);
    else ring.fallBackTo(purpose, ownSerial, key);
  };
  for (const [name, pem] of await state.load(prefix)) keep(name.slice(prefix.length) as TokenPurpose, pem);
  /** Concurrent callers share one new key. */
  const making = new Map<TokenPurpose, Promise<void>>();
  const make = async (purpose: TokenPurpose) => {
    const pem = await makeSigningKey();
    await state.put(prefix + purpose, pem);
    keep(purpose, pem);
  };
  const take = (secret: TokenSecret, data: Uint8Array | undefined) => {
    const place = placeOfTokenSecret(secret);
    if (place === undefined) return false;
    const text = data && Buffer.from(data).toString('utf8');
    if (place.kind === 'revocations') {
      ring.revoke(place.purpose, text?.split(/[\s,]+/).filter(id => id !== '') ?? []);
      return true;
    }
    const key = text === undefined ? undefined : readSigningKey(text);
    if (key !== undefined && 'problem' in key)
      onNotice(`the key for tokens in ${secret.ref.name} ${key.problem}`);
    ring.set(place.purpose, place.serial, key === undefined || 'problem' in key ? undefined : key);
    return true;
  };
  return {
    checkProxy: (claim, tagsOf) =>
      checkClaim(claim, { ring, now: now(), ...(tagsOf === undefined ? {} : { tagsOf }) }),
    async checkUser(token) {
      const { token: user, problem } = await ring.verify(token, 'user', now());
      return user?.kind === 'user' ? { user } : { problem: `the token ${problem ?? 'is for no user'}` };
    },
    async issue(token, lifetime) {
      const purpose = purposeOf(token);
      if (!ring.canIssue(purpose)) {
        const made = making.get(purpose) ?? make(purpose).finally(() => making.delete(purpose));
        making.set(purpose, made);
        await made;
      }
      return ring.issue(token, { now: now(), lifetime });
    },
    follow(collections, onChange) {
      for (const collection of collections) {
        for (const [, secret] of collection.entries()) take(secret, secret.spec.data);
        collection.subscribe(changes => {
          const taken = changes.map(({ before, after }) =>
            after === undefined
              ? before !== undefined && take(before, undefined)
              : take(after, after.spec.data),
          );
          if (taken.some(Boolean)) onChange();
        });
      }
    },
  };
}
