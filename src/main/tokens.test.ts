import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGraph } from '#graph';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { createMemoryState } from '#state';
import { makeSigningKey } from '#tokens';
import type { TokenSecret } from './token-secrets.ts';
import { openTokens } from './tokens.ts';

const start = Date.parse('2026-11-29T12:00:00Z');
const hour = 3600_000;
const view = 'default.web-1';
const web = { kind: 'dataplane', mesh: 'default', name: 'web-1' } as const;

function open(state = createMemoryState()) {
  const notices: string[] = [];
  const options = { state, now: () => start, onNotice: (message: string) => notices.push(message) };
  return openTokens(options).then(tokens => ({ tokens, notices, state }));
}

function secrets() {
  const graph = createGraph();
  const source = graph.source<TokenSecret>('secrets');
  const put = (id: TokenSecret['id'], name: string, text: string | undefined) => {
    const isGlobal = id === 'kuma/GlobalSecret';
    const kind = isGlobal ? 'GlobalSecret' : 'Secret';
    const ref = { group: 'kuma.io', kind, zone: localZone, namespace: isGlobal ? '' : 'default', name };
    const key = resourceKey(ref);
    if (text === undefined) source.delete(key);
    else source.set(key, { id, ref, metadata: { labels: {} }, spec: { data: Buffer.from(text) } } as never);
  };
  return { source, put };
}

test('a key is made at the first token and kept: what was issued holds after a restart', async () => {
  const { tokens, state } = await open();
  const [one, two] = await Promise.all([tokens.issue(web, hour), tokens.issue(web, hour)]);
  const again = await open(state);
  for (const token of [one, two]) assert.equal(await again.tokens.checkProxy({ view, token }), undefined);
  assert.equal((await state.load('token-key ')).size, 1);
});

test('keys and revocations in Secrets are in force as they come, and everybody is looked at again', async () => {
  const { tokens, notices } = await open();
  const { source, put } = secrets();
  let reviews = 0;
  tokens.follow([source], () => reviews++);
  const old = await tokens.issue(web, hour);
  put('kuma/Secret', 'dataplane-token-signing-key-default-2', await makeSigningKey());
  const young = await tokens.issue(web, hour);
  assert.notEqual(old.split('.')[0], young.split('.')[0]);
  assert.equal(await tokens.checkProxy({ view, token: old }), undefined);
  // One of the same number takes the place of the one that was made here.
  put('kuma/Secret', 'dataplane-token-signing-key-default-1', await makeSigningKey());
  assert.match((await tokens.checkProxy({ view, token: old }))?.message ?? '', /signature/);
  const [, body = ''] = young.split('.');
  const { jti } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { readonly jti: string };
  put('kuma/Secret', 'dataplane-token-revocations-default', `other,${jti}\n`);
  assert.match((await tokens.checkProxy({ view, token: young }))?.message ?? '', /was revoked/);
  put('kuma/Secret', 'dataplane-token-revocations-default', undefined);
  assert.equal(await tokens.checkProxy({ view, token: young }), undefined);
  assert.equal(reviews, 4);
  put('kuma/Secret', 'a-certificate', 'of nobody');
  assert.equal(reviews, 4, 'other Secrets are none of its business');
  put('kuma/GlobalSecret', 'user-token-signing-key-1', 'no key');
  assert.deepEqual(notices, ['the key for tokens in user-token-signing-key-1 is not a key in PEM']);
});

test('a user is known by a token for users alone', async () => {
  const { tokens } = await open();
  const ana = { kind: 'user', name: 'ana', groups: ['team'] } as const;
  assert.deepEqual(await tokens.checkUser(await tokens.issue(ana, hour)), { user: ana });
  assert.match(JSON.stringify(await tokens.checkUser(await tokens.issue(web, hour))), /signature/);
});
