import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { isFault } from '#lib/fault.ts';
import { KeyRing, makeSigningKey, readSigningKey, type SigningKey, type Token } from './index.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const hour = 3600_000;
const web: Token = {
  kind: 'dataplane',
  mesh: 'default',
  name: 'web-1',
  tags: { 'kuma.io/service': ['web'] },
};
const purpose = 'dataplane default';

function read(pem: string): SigningKey {
  const key = readSigningKey(pem);
  assert.ok(!('problem' in key));
  return key;
}

const newKey = async () => read(await makeSigningKey());

test('a token says what it was issued for, until it expires, in the claims that Kuma has', async () => {
  const ring = new KeyRing();
  ring.set(purpose, 1, await newKey());
  const token = await ring.issue(web, { now, lifetime: hour });
  const { token: found } = await ring.verify(token, purpose, now);
  assert.deepEqual(found, web);
  const { iat, nbf, exp, jti, iss, ...claims } = decodeJwt(token);
  assert.deepEqual(claims, {
    Name: 'web-1',
    Mesh: 'default',
    Tags: { 'kuma.io/service': ['web'] },
    Type: 'dataplane',
  });
  assert.equal((await ring.verify(token, purpose, now + hour + 3_000)).token?.kind, 'dataplane');
  assert.equal((await ring.verify(token, purpose, now + hour + 6_000)).problem, 'has expired');
  assert.equal((await ring.verify(token, purpose, now - hour)).problem, 'is not valid yet');
});

test('a key is changed by one of a greater number: both are believed until the old one is taken away', async () => {
  const ring = new KeyRing();
  ring.set(purpose, 1, await newKey());
  const old = await ring.issue(web, { now, lifetime: hour });
  ring.set(purpose, 2, await newKey());
  const young = await ring.issue(web, { now, lifetime: hour });
  for (const token of [old, young]) assert.ok((await ring.verify(token, purpose, now)).token);
  ring.set(purpose, 1, undefined);
  assert.match(
    (await ring.verify(old, purpose, now)).problem ?? '',
    /^is signed by no key for dataplanes of mesh default/,
  );
  assert.ok((await ring.verify(young, purpose, now)).token);
});

test('one key stands in place of another of its number, and gives way again', async () => {
  const ring = new KeyRing();
  ring.fallBackTo(purpose, 1, await newKey());
  const first = await ring.issue(web, { now, lifetime: hour });
  ring.set(purpose, 1, await newKey());
  assert.equal((await ring.verify(first, purpose, now)).problem, 'has a signature that is not its key’s');
  ring.set(purpose, 1, undefined);
  assert.ok((await ring.verify(first, purpose, now)).token);
});

test('a token that was revoked holds no longer, and others of its key do', async () => {
  const ring = new KeyRing();
  ring.set(purpose, 1, await newKey());
  const [one, other] = [
    await ring.issue(web, { now, lifetime: hour }),
    await ring.issue(web, { now, lifetime: hour }),
  ];
  ring.revoke(purpose, [decodeJwt(one).jti ?? '']);
  assert.equal((await ring.verify(one, purpose, now)).problem, 'was revoked');
  assert.ok((await ring.verify(other, purpose, now)).token);
});

test('keys of RSA are taken, and public ones, which sign nothing', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [signs, knows] = [new KeyRing(), new KeyRing()];
  signs.set('user', 3, read(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()));
  knows.set('user', 3, read(publicKey.export({ type: 'spki', format: 'pem' }).toString()));
  const user: Token = { kind: 'user', name: 'ana', groups: ['mesh-system:admin'] };
  const token = await signs.issue(user, { now, lifetime: hour });
  assert.deepEqual((await knows.verify(token, 'user', now)).token, user);
  await assert.rejects(
    knows.issue(user, { now, lifetime: hour }),
    error => isFault(error) && error.code === 'input',
  );
});

test('keys that are too short, of another sort, or none at all are refused, and not quoted', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const edwards = generateKeyPairSync('ed25519').privateKey;
  const pem = (key: typeof short) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  assert.deepEqual(readSigningKey(pem(short)), { problem: 'has 1024 bits; it must have 2048 at least' });
  assert.deepEqual(readSigningKey(pem(edwards)), { problem: 'must be EC over P-256, or RSA' });
  assert.deepEqual(readSigningKey('-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----'), {
    problem: 'is not a key in PEM',
  });
});

test('what is not a token of ours is refused', async () => {
  const ring = new KeyRing();
  const key = await newKey();
  ring.set(purpose, 1, key);
  ring.set('user', 1, key);
  const good = await ring.issue(web, { now, lifetime: hour });
  const [head = '', body = ''] = good.split('.');
  const hmac = new SignJWT({ Name: 'web-1', Mesh: 'default', Type: 'dataplane' })
    .setProtectedHeader({ alg: 'HS256', kid: '1' })
    .setExpirationTime(now / 1000 + 60)
    .setJti('x');
  const { privateKey } = key;
  assert.ok(privateKey);
  const claims = { Name: 'web-1', Mesh: 'default' };
  const unsigned = () => new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: '1' });
  const forged: readonly [string, string | Promise<string>][] = [
    ['is not a token', 'nonsense'],
    ['is not a token', `${head}.${body}`],
    ['has a signature that is not its key’s', `${head}.${body}.${'A'.repeat(86)}`],
    ['is longer than 8192 bytes', 'x'.repeat(9000)],
    [
      'is signed by no key for dataplanes of mesh default that is known here',
      new UnsecuredJWT({ Name: 'web-1', Mesh: 'default' }).setExpirationTime('1h').encode(),
    ],
    // The public key of the ring is not a secret: who signs with it has signed nothing.
    [
      'is not a token',
      hmac.sign(Buffer.from(key.publicKey.export({ type: 'spki', format: 'pem' }).toString())),
    ],
    ['has no claim exp', unsigned().setJti('x').sign(privateKey)],
    [
      'has no claim jti',
      unsigned()
        .setExpirationTime(now / 1000 + 60)
        .sign(privateKey),
    ],
  ];
  for (const [problem, token] of forged) {
    assert.equal((await ring.verify(await token, purpose, now)).problem, problem);
  }
  assert.equal(
    (await ring.verify(good, 'dataplane other', now)).problem,
    'is signed by no key for dataplanes of mesh other that is known here',
  );
  assert.equal((await ring.verify(good, 'user', now)).problem, 'is for a proxy');
});
