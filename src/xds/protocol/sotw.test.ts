import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdsClient, Response } from '../testing/ads-client.ts';
import { made, type Stage, stage, withClusters } from '../testing/stage.ts';

const mode = 'state-of-the-world';

async function expect(client: AdsClient, type: string, resources: readonly string[]): Promise<Response> {
  const response = await client.next();
  assert.deepEqual([response.type, [...response.resources].sort()], [type, [...resources].sort()]);
  return response;
}

test('each response holds the whole type, and nothing is sent when nothing changed', async t => {
  const s = await stage(t, { resources: [made('cluster', 'a')] });
  const client = s.connect({ mode });
  client.sotw('cluster');
  const first = await expect(client, 'cluster', ['a']);
  client.ack(first);
  s.put(made('cluster', 'b'));
  const second = await expect(client, 'cluster', ['a', 'b']);
  assert.notEqual(first.version, second.version);
  client.ack(second);
  s.put(made('cluster', 'b'));
  await client.quiet();
});

test('a subscription to everything is answered even where there is nothing', async t => {
  const s = await stage(t);
  const client = s.connect({ mode });
  client.sotw('listener');
  await expect(client, 'listener', []);
});

test('named subscriptions are answered with what there is; new names are, too', async t => {
  const s = await stage(t, { resources: withClusters(made('endpoints', 'a'), made('endpoints', 'b')) });
  const client = s.connect({ mode });
  client.sotw('endpoints', { resourceNames: ['a', 'x'] });
  const first = await expect(client, 'endpoints', ['a']);
  client.ack(first, ['a', 'x']);
  await client.quiet();
  const more = { versionInfo: first.version, responseNonce: first.nonce };
  client.sotw('endpoints', { ...more, resourceNames: ['a', 'b', 'x'] });
  const second = await expect(client, 'endpoints', ['a', 'b']);
  client.ack(second, ['b', 'x']);
  await client.quiet();
  s.put(made('endpoints', 'a', '2'));
  await client.quiet();
  s.put(...withClusters(made('endpoints', 'x')));
  await expect(client, 'endpoints', ['b', 'x']);
});

test('a request from before the last response is left aside', async t => {
  const s = await stage(t, { resources: withClusters(made('endpoints', 'a'), made('endpoints', 'b')) });
  const client = s.connect({ mode });
  client.sotw('endpoints', { resourceNames: ['a'] });
  const first = await expect(client, 'endpoints', ['a']);
  client.sotw('endpoints', { resourceNames: ['a', 'b'] });
  await client.quiet();
  client.ack(first, ['a', 'b']);
  await expect(client, 'endpoints', ['a', 'b']);
});

test('virtual hosts travel inside their route configuration, after the clusters they need', async t => {
  const s = await stage(t, {
    resources: [
      made('cluster', 'a'),
      made('route', 'web', 'with vhds', { inline: Buffer.from('web inline') }),
      made('virtualHost', 'web/x', '1', { requires: ['a'] }),
      made('virtualHost', 'other/x', '1'),
    ],
  });
  const client = s.connect({ mode });
  client.sotw('cluster');
  const clusters = await expect(client, 'cluster', ['a']);
  client.sotw('route', { resourceNames: ['web'] });
  await client.quiet();
  client.ack(clusters);
  const routes = await client.next();
  assert.deepEqual(routes.bodies, ['web inline\x12\x07web/x 1']);
  client.ack(routes, ['web']);
  s.put(made('virtualHost', 'web/a', '1'));
  const changed = await client.next();
  assert.deepEqual(changed.bodies, ['web inline\x12\x07web/a 1\x12\x07web/x 1']);
  client.ack(changed, ['web']);
  s.put(made('virtualHost', 'other/x', '2'));
  await client.quiet();
});

test('a cluster lingers, and so do its endpoints', async t => {
  const s = await stage(t);
  const client = await flipped(s);
  s.clock.turn(10_000);
  const cleared = await expect(client, 'cluster', ['b']);
  client.ack(cleared);
  await expect(client, 'endpoints', []);
});

/** A client whose route moved from cluster a, which is gone since, to cluster b. */
async function flipped(s: Stage): Promise<AdsClient> {
  s.put(made('cluster', 'a'), made('endpoints', 'a'), made('route', 'web', '1', { requires: ['a'] }));
  const client = s.connect({ mode });
  client.sotw('cluster');
  client.ack(await expect(client, 'cluster', ['a']));
  client.sotw('endpoints', { resourceNames: ['a'] });
  client.ack(await expect(client, 'endpoints', ['a']), ['a']);
  client.sotw('route', { resourceNames: ['web'] });
  client.ack(await expect(client, 'route', ['web']), ['web']);
  await client.quiet();
  s.put(made('cluster', 'b'), made('route', 'web', '2', { requires: ['b'] }));
  s.drop(made('cluster', 'a'), made('endpoints', 'a'));
  client.ack(await expect(client, 'cluster', ['a', 'b']));
  client.ack(await expect(client, 'route', ['web']), ['web']);
  await client.quiet();
  return client;
}

test('a client that connects again with the version that we would send is sent nothing', async t => {
  const s = await stage(t, {
    resources: [made('cluster', 'a'), made('cluster', 'b'), made('endpoints', 'a')],
  });
  const before = s.connect({ mode });
  before.sotw('cluster');
  const clusters = await expect(before, 'cluster', ['a', 'b']);
  before.sotw('endpoints', { resourceNames: ['a'] });
  const endpoints = await expect(before, 'endpoints', ['a']);
  before.close();
  const again = s.connect({ mode });
  again.sotw('cluster', { versionInfo: clusters.version });
  again.sotw('endpoints', { versionInfo: endpoints.version, resourceNames: ['a'] });
  await again.quiet();
  s.put(made('cluster', 'c'));
  await expect(again, 'cluster', ['a', 'b', 'c']);
});

test('the guilty in a refused response are found, and the rest is served', async t => {
  const names = Array.from({ length: 6 }, (_, i) => `c${i}`);
  const s = await stage(t, { resources: names.map(name => made('cluster', name)) });
  const client = s.connect({ mode });
  client.sotw('cluster');
  for (;;) {
    const response = await client.next();
    if (response.resources.includes('c4')) client.nack(response, 'no');
    else client.ack(response);
    if (response.resources.length === 5 && !response.resources.includes('c4')) break;
  }
  await client.quiet();
  assert.deepEqual(
    s.rejections.map(r => r.name),
    ['c4'],
  );
  s.put(made('cluster', 'c4', '2'));
  await expect(client, 'cluster', names);
});

test('a refused change of a resource that is held leaves its old version in every response', async t => {
  const s = await stage(t, { resources: [made('cluster', 'a'), made('cluster', 'b')] });
  const client = s.connect({ mode });
  client.sotw('cluster');
  client.ack(await expect(client, 'cluster', ['a', 'b']));
  await client.quiet();
  s.put(made('cluster', 'a', 'bad'));
  client.nack(await expect(client, 'cluster', ['a', 'b']), 'no');
  await client.quiet();
  s.put(made('cluster', 'b', '2'));
  const next = await expect(client, 'cluster', ['a', 'b']);
  assert.deepEqual([...next.bodies].sort(), ['a 1', 'b 2']);
});

test('a response is whole, however long: what it left out would be deleted', async t => {
  const half = 'x'.repeat(1_850_000);
  const s = await stage(t, { resources: [made('cluster', 'a', half), made('cluster', 'b', half)] });
  const client = s.connect({ mode });
  client.sotw('cluster');
  await expect(client, 'cluster', ['a', 'b']);
});
