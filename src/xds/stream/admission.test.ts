import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import type { Claim, Denial } from '../server.ts';
import { made, stage, view } from '../testing/stage.ts';

const modes = ['delta', 'state-of-the-world'] as const;
const a = made('cluster', 'a');

/** Who knows the word of a view may have it. */
const byWord = async ({ view, credentials }: Claim): Promise<Denial | undefined> => {
  if (credentials === undefined) return { kind: 'unauthenticated', message: 'say who you are' };
  return credentials === `word of ${view}`
    ? undefined
    : { kind: 'forbidden', message: `${view} is another's` };
};

for (const mode of modes) {
  test(`who may not have a view is told why, and gets nothing, also in ${mode}`, async t => {
    const s = await stage(t, { resources: [a], admit: byWord });
    const good = s.connect({ mode, authorization: `word of ${view}` });
    const ask = (client: typeof good) =>
      mode === 'delta' ? client.subscribe('cluster', '*') : client.sotw('cluster');
    ask(good);
    await good.take('cluster', ['a']);
    const wrong = [
      { given: {}, code: status.UNAUTHENTICATED, says: 'say who you are' },
      {
        given: { authorization: 'word of other' },
        code: status.PERMISSION_DENIED,
        says: `${view} is another's`,
      },
    ];
    for (const { given, code, says } of wrong) {
      const bad = s.connect({ mode, ...given });
      ask(bad);
      const ended = await bad.ended;
      assert.deepEqual([ended.code, ended.details], [code, says]);
    }
    assert.equal(s.server.clients().length, 1);
    s.put(made('cluster', 'a', '2'));
    await good.take('cluster', ['a']);
  });

  test(`what a client says while it is asked whether it may is heard when it may, in ${mode}`, async t => {
    let allow = () => {};
    const asked = new Promise<void>(resolve => {
      allow = resolve;
    });
    const s = await stage(t, {
      resources: [a, made('endpoints', 'a'), made('secret', 'b')],
      admit: () => asked.then(() => undefined),
    });
    const client = s.connect({ mode });
    if (mode === 'delta') {
      client.subscribe('cluster', '*');
      client.subscribe('secret', 'b');
    } else {
      client.sotw('cluster');
      client.sotw('secret', { resourceNames: ['b'] });
    }
    await new Promise(setImmediate);
    assert.deepEqual(s.server.clients(), []);
    allow();
    await client.take('cluster', ['a']);
    await client.take('secret', ['b']);
    assert.equal(s.server.clients().length, 1);
  });
}

test('a check that fails lets nobody in', async t => {
  const s = await stage(t, { resources: [a], admit: () => Promise.reject(new Error('no keys')) });
  const client = s.connect();
  client.subscribe('cluster', '*');
  const { code, details } = await client.ended;
  assert.deepEqual(
    [code, details],
    [status.UNAUTHENTICATED, 'who this client is could not be checked: try again'],
  );
});

test('what is kept for a client before it may is bounded', async t => {
  const s = await stage(t, { resources: [a], admit: () => new Promise(() => {}) });
  const client = s.connect();
  for (let i = 0; i < 70; i++) client.subscribe('cluster', `c${i}`);
  assert.equal((await client.ended).code, status.RESOURCE_EXHAUSTED);
});

test('who may no longer have its view is ended when that is reviewed, and nobody else', async t => {
  const revoked = new Set<string>();
  const s = await stage(t, {
    resources: [a],
    admit: async ({ credentials = '' }) =>
      revoked.has(credentials) ? { kind: 'unauthenticated', message: 'revoked' } : undefined,
  });
  const [one, two] = [s.connect({ authorization: 'one' }), s.connect({ authorization: 'two' })];
  for (const client of [one, two]) {
    client.subscribe('cluster', '*');
    await client.take('cluster', ['a']);
  }
  revoked.add('one');
  s.server.review();
  assert.equal((await one.ended).details, 'revoked');
  await two.quiet();
});

test('a client is answered when what its view alone has was made; it is told when the last is gone', async t => {
  const told: string[] = [];
  let make = () => {};
  const s = await stage(t, {
    resources: [a],
    onArrival: one => {
      told.push(`${one} comes`);
      return new Promise(resolve => {
        make = resolve;
      });
    },
    onDeparture: one => told.push(`${one} goes`),
  });
  const first = s.connect();
  first.subscribe('secret', 'identity');
  await new Promise<void>(resolve => {
    const look = () => (told.length > 0 ? resolve() : setImmediate(look));
    look();
  });
  s.server.apply({ own: [{ set: view, name: 'identity', resource: made('secret', 'identity') }] });
  make();
  await first.take('secret', ['identity']);
  first.close();
  await new Promise<void>(resolve => {
    const look = () => (told.length > 1 ? resolve() : setImmediate(look));
    look();
  });
  assert.deepEqual(told, [`${view} comes`, `${view} goes`]);
});
