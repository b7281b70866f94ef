import assert from 'node:assert/strict';
import { test } from 'node:test';
import { made, stage, view, withClusters } from '../testing/stage.ts';

const a = made('cluster', 'a');
const b = made('cluster', 'b');

for (const names of [['*'], []]) {
  test(`everything is sent to who subscribes to ${names[0] ?? 'nothing in particular'}, then only what changes`, async t => {
    const s = await stage(t, { resources: [a, b] });
    const client = s.connect();
    client.subscribe('cluster', ...names);
    const first = await client.take('cluster', ['a', 'b']);
    assert.deepEqual(first.versions, { a: a.version, b: b.version });
    assert.deepEqual(first.bodies, ['a 1', 'b 1']);
    s.put(made('cluster', 'b', '2'));
    await client.take('cluster', ['b']);
    s.put(made('cluster', 'b', '2'));
    await client.quiet();
  });
}

test('a subscription to everything is answered even where there is nothing', async t => {
  const s = await stage(t);
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', []);
  s.put(a);
  await client.take('cluster', ['a']);
});

test('every newly subscribed name gets an answer, as removed where there is none', async t => {
  const s = await stage(t, { resources: withClusters(made('endpoints', 'a'), made('endpoints', 'b')) });
  const client = s.connect();
  client.subscribe('endpoints', 'a', 'x');
  await client.take('endpoints', ['a'], ['x']);
  client.subscribe('endpoints', 'a');
  await client.take('endpoints', ['a']);
  s.put(made('endpoints', 'b', '2'));
  await client.quiet();
  s.put(...withClusters(made('endpoints', 'x')));
  await client.take('endpoints', ['x']);
});

test('what was unsubscribed is not sent any more, and sent again when asked for anew', async t => {
  const s = await stage(t, { resources: withClusters(made('endpoints', 'a'), made('endpoints', 'b')) });
  const client = s.connect();
  client.subscribe('endpoints', 'a', 'b');
  await client.take('endpoints', ['a', 'b']);
  client.delta('endpoints', { resourceNamesUnsubscribe: ['a'] });
  await client.quiet();
  s.put(made('endpoints', 'a', '2'));
  await client.quiet();
  client.subscribe('endpoints', 'a');
  await client.take('endpoints', ['a']);
});

test('a name unsubscribed under a wildcard is still covered by it', async t => {
  const s = await stage(t, { resources: [a, b] });
  const client = s.connect();
  client.subscribe('cluster', '*', 'a');
  await client.take('cluster', ['a', 'b']);
  client.delta('cluster', { resourceNamesUnsubscribe: ['a'] });
  await client.take('cluster', ['a']);
  client.delta('cluster', { resourceNamesUnsubscribe: ['*'] });
  await client.quiet();
  s.put(made('cluster', 'b', '2'));
  await client.quiet();
});

test('a proxy is told of nothing outside its view', async t => {
  const s = await stage(t, { resources: [a] });
  const client = s.connect();
  client.subscribe('cluster', '*', 'elsewhere');
  s.server.apply({
    resources: [{ type: 'cluster', key: 'elsewhere', resource: made('cluster', 'elsewhere') }],
    members: [{ set: 'other/gateway', type: 'cluster', name: 'elsewhere', present: true }],
  });
  await client.take('cluster', ['a'], ['elsewhere']);
  await client.quiet();
});

test('a member may come before its resource', async t => {
  const s = await stage(t);
  s.server.apply({ members: [{ set: view, type: 'cluster', name: 'a', present: true }] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', []);
  s.server.apply({ resources: [{ type: 'cluster', key: 'a', resource: a }] });
  await client.take('cluster', ['a']);
});

test('what a reconnecting client holds is not sent again; what differs is, what is gone is removed', async t => {
  const s = await stage(t, { resources: [made('listener', 'same'), made('listener', 'changed', '2')] });
  const client = s.connect();
  client.resume('listener', {
    same: made('listener', 'same').version,
    changed: made('listener', 'changed', '1').version,
    gone: 'old',
  });
  await client.take('listener', ['changed'], ['gone']);
  client.resume('endpoints', { x: 'old' }, ['x']);
  await client.take('endpoints', [], ['x']);
  await client.quiet();
});

test('a resumed subscription that lacks nothing is not answered at all', async t => {
  const s = await stage(t, { resources: [a, made('endpoints', 'a')] });
  const client = s.connect();
  client.resume('cluster', { a: a.version });
  client.resume('endpoints', { a: made('endpoints', 'a').version }, ['a']);
  await client.quiet();
  assert.equal(s.server.clients()[0]?.upToDate, false, 'the probe is not acknowledged yet');
});

test('a changed cluster is always followed by its endpoints', async t => {
  const s = await stage(t, { resources: [a, b, made('endpoints', 'a'), made('endpoints', 'b')] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['a', 'b']);
  client.subscribe('endpoints', 'a', 'b');
  await client.take('endpoints', ['a', 'b']);
  s.put(made('cluster', 'a', '2'));
  // Before the cluster is acknowledged: Envoy does that when it is warm, for which it needs the endpoints.
  const changed = await client.next();
  assert.deepEqual([changed.type, changed.resources], ['cluster', ['a']]);
  await client.take('endpoints', ['a']);
});

test('endpoints are owed to a cluster that changed while its client was away, whatever that still holds', async t => {
  const s = await stage(t, { resources: [made('cluster', 'a', '2'), made('endpoints', 'a')] });
  const client = s.connect();
  client.resume('cluster', { a: a.version });
  assert.deepEqual((await client.next()).resources, ['a']);
  client.resume('endpoints', { a: made('endpoints', 'a').version }, ['a']);
  await client.take('endpoints', ['a']);
});

test('one response per type is in flight; what changes meanwhile coalesces to its latest', async t => {
  const s = await stage(t, { resources: [a, b, made('listener', 'l')] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  const first = await client.next();
  s.put(made('cluster', 'a', '2'));
  s.put(made('cluster', 'a', '3'), made('cluster', 'c'));
  client.subscribe('listener', '*');
  await client.take('listener', ['l']);
  client.ack(first);
  const second = await client.take('cluster', ['a', 'c']);
  assert.deepEqual([...second.bodies].sort(), ['a 3', 'c 1']);
  await client.quiet();
});

test('what changed and changed back while a response was in flight is not sent', async t => {
  const s = await stage(t, { resources: [a] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  const first = await client.next();
  s.put(made('cluster', 'a', '2'));
  s.put(a);
  client.ack(first);
  await client.quiet();
});

test('no stream is answered before the server opens', async t => {
  const s = await stage(t, { open: false });
  const client = s.connect();
  client.subscribe('cluster', '*');
  client.subscribe('secret', 'later');
  await waitForClient(s);
  s.put(a);
  s.server.open();
  await client.take('cluster', ['a']);
  await client.take('secret', [], ['later']);
});

test('a client of an unknown view waits, shows, and is served as soon as its view appears', async t => {
  const s = await stage(t);
  const client = s.connect({ id: 'mesh.web.1', cluster: 'plain' });
  client.subscribe('cluster', '*');
  const waiting = await waitForClient(s);
  assert.deepEqual([waiting.view, waiting.viewKnown, waiting.upToDate], ['mesh.web.1', false, false]);
  assert.match(s.notices[0] ?? '', /mesh\.web\.1.*waits/);
  s.server.apply({
    views: [{ view: 'mesh.web.1', sets: ['mesh.web.1'] }],
    resources: [{ type: 'cluster', key: 'a', resource: a }],
    members: [{ set: 'mesh.web.1', type: 'cluster', name: 'a', present: true }],
  });
  await client.take('cluster', ['a']);
  assert.equal(s.server.clients()[0]?.viewKnown, true);
});

test('a view that goes leaves its clients as they are', async t => {
  const s = await stage(t, { resources: [a] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['a']);
  s.server.apply({ views: [{ view, sets: undefined }] });
  s.drop(a);
  s.server.apply({ views: [{ view, sets: [view] }] });
  s.put(made('cluster', 'a', '2'));
  await client.take('cluster', ['a']);
});

test('streams that are told the same share a nonce, and each push has a new one', async t => {
  const s = await stage(t, { resources: [a] });
  const [one, two] = [s.connect(), s.connect()];
  for (const client of [one, two]) {
    client.subscribe('cluster', '*');
    await client.take('cluster', ['a']);
    await client.quiet();
  }
  s.put(made('cluster', 'a', '2'));
  const [first, second] = [await one.take('cluster', ['a']), await two.take('cluster', ['a'])];
  assert.equal(first.nonce, second.nonce);
  s.put(made('cluster', 'a', '3'));
  assert.notEqual((await one.take('cluster', ['a'])).nonce, first.nonce);
});

test('a push is told when it is acknowledged', async t => {
  const s = await stage(t, { resources: [a] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  const response = await client.next();
  s.clock.turn(7);
  client.ack(response);
  await client.quiet();
  const [push] = s.pushes;
  assert.ok(push);
  assert.deepEqual([push.view, push.type, push.names, push.removed], [view, 'cluster', ['a'], []]);
  assert.ok(push.bytes > 50);
  assert.equal(push.milliseconds, 7);
});

async function waitForClient(s: Awaited<ReturnType<typeof stage>>) {
  for (;;) {
    const [client] = s.server.clients();
    if (client !== undefined) return client;
    await new Promise(resolve => setImmediate(resolve));
  }
}
