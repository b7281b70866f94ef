import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkClaim, KeyRing, makeSigningKey, readSigningKey, type Token } from './index.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const lifetime = 3600_000;

async function ringOf() {
  const ring = new KeyRing();
  for (const purpose of ['dataplane default', 'dataplane other', 'gateway', 'user'] as const) {
    const key = readSigningKey(await makeSigningKey());
    assert.ok(!('problem' in key));
    ring.set(purpose, 1, key);
  }
  return ring;
}

const dataplanes = new Map([['web-1', new Map([['kuma.io/service', new Set(['web', 'admin'])]])]]);
const tagsOf = (_mesh: string, name: string) => dataplanes.get(name);

test('a token opens the view of whom it is for, and no other', async () => {
  const ring = await ringOf();
  const answer = async (view: string, token: Token | string | undefined) => {
    const shown = typeof token === 'object' ? await ring.issue(token, { now, lifetime }) : token;
    const denied = await checkClaim({ view, token: shown }, { ring, tagsOf, now });
    return denied && `${denied.kind}: ${denied.message}`;
  };
  const mine: Token = { kind: 'dataplane', mesh: 'default', name: 'web-1' };
  const tagged = (...values: string[]): Token => ({
    kind: 'dataplane',
    mesh: 'default',
    tags: { 'kuma.io/service': values },
  });
  const edge: Token = { kind: 'gateway', name: 'shop/edge' };
  const cases: readonly [string, Token | string | undefined, string | undefined][] = [
    ['default.web-1', mine, undefined],
    ['default.web-1', { kind: 'dataplane', mesh: 'default' }, undefined],
    ['default.web-1', tagged('web', 'admin'), undefined],
    ['shop/edge', edge, undefined],
    [
      'default.web-1',
      undefined,
      'unauthenticated: dataplane web-1 of mesh default must show a token: fairlead generate dataplane-token makes one',
    ],
    [
      'default.web-1',
      'nonsense',
      'unauthenticated: the token of dataplane web-1 of mesh default is not a token',
    ],
    [
      'default.web-2',
      mine,
      'forbidden: the token is not for dataplane web-2 of mesh default: it is for web-1',
    ],
    [
      'other.web-1',
      { ...mine },
      'unauthenticated: the token of dataplane web-1 of mesh other has a signature that is not its key’s',
    ],
    [
      'default.web-1',
      tagged('web'),
      'forbidden: the token is not for dataplane web-1 of mesh default: its tag kuma.io/service may be web, and is admin',
    ],
    [
      'default.web-9',
      tagged('web'),
      'forbidden: the token is not for dataplane web-9 of mesh default: it is for those with certain tags, and which this one has is not known',
    ],
    [
      'default.web-1',
      { kind: 'dataplane', mesh: 'default', tags: { team: ['a'] } },
      'forbidden: the token is not for dataplane web-1 of mesh default: it is for those with the tag team, which this one has not',
    ],
    ['shop/other', edge, 'forbidden: the token is not for gateway shop/other: it is for shop/edge'],
    [
      'shop/edge',
      mine,
      'unauthenticated: the token of gateway shop/edge has a signature that is not its key’s',
    ],
    ['a/b/c', mine, 'unauthenticated: "a/b/c" names no proxy'],
    ['shared', mine, 'unauthenticated: the token of gateway shared has a signature that is not its key’s'],
  ];
  for (const [view, token, expected] of cases) assert.equal(await answer(view, token), expected);
});

test('a token of Kuma may come with the word Bearer before it', async () => {
  const ring = await ringOf();
  const token = await ring.issue({ kind: 'dataplane', mesh: 'default' }, { now, lifetime });
  assert.equal(
    await checkClaim({ view: 'default.a', token: `Bearer ${token}` }, { ring, tagsOf, now }),
    undefined,
  );
});
