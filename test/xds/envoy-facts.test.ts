import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { typeUrls } from '#lib/xds-resource.ts';
import { answers, get, startUpstream } from './rig/http.ts';
import { badCluster, badRing, cluster, endpoints, listener, route, virtualHost } from './rig/resources.ts';
import { asksFor, firstOf, type Scripted, scripted } from './rig/scripted.ts';

// What Envoy does, without our server: each of these is why the server does what it does.

const host = (name: string, domain: string) => virtualHost(name, domain, { '/': 'a' });

/** Cluster a, and Envoy waiting for listeners. */
async function withClusterA(t: Parameters<typeof scripted>[0]): Promise<Scripted> {
  const s = await scripted(t);
  const upstream = await startUpstream('a');
  t.after(() => upstream.stop());
  await s.until(firstOf('cluster'));
  s.send('cluster', [cluster('a')]);
  await s.until(asksFor('endpoints', 'a'));
  s.send('endpoints', [endpoints('a', upstream.port)]);
  await s.until(firstOf('listener'));
  return s;
}

test('VHDS: one subscription to everything per stream, whatever the number of route configurations', async t => {
  const s = await withClusterA(t);
  const [one, two] = [await freePort(), await freePort()];
  s.send('listener', [listener('one', one, 'one'), listener('two', two, 'two')]);
  await s.until(asksFor('route', 'one'));
  await s.until(asksFor('route', 'two'));
  await s.answer(s.send('route', [route('one'), route('two')]));
  await s.answer(s.send('virtualHost', [host('one/x', 'x.test'), host('two/x', 'x.test')]));
  await answers(one, 'x.test', '/', 'a');
  await answers(two, 'x.test', '/', 'a');
  const subscriptions = s.subscriptions('virtualHost');
  assert.deepEqual(
    subscriptions.map(request => request.resourceNamesSubscribe),
    [[]],
  );
});

test('VHDS: hosts sent before their route configuration are acknowledged and dropped', async t => {
  const s = await withClusterA(t);
  const [one, two] = [await freePort(), await freePort()];
  s.send('listener', [listener('one', one, 'one')]);
  await s.until(asksFor('route', 'one'));
  await s.answer(s.send('route', [route('one')]));
  assert.equal(await s.answer(s.send('virtualHost', [host('one/x', 'x.test'), host('two/x', 'x.test')])), '');
  await answers(one, 'x.test', '/', 'a');
  s.send('listener', [listener('two', two, 'two')]);
  await s.until(asksFor('route', 'two'));
  await s.answer(s.send('route', [route('two')]));
  // Lets the listener start: without any word of its hosts it would wait for 15 s.
  await s.answer(s.send('virtualHost', [], ['two/']));
  assert.equal((await get(two, 'x.test')).status, 404);
  await s.answer(s.send('virtualHost', [host('two/x', 'x.test')]));
  await answers(two, 'x.test', '/', 'a');
});

test('VHDS: an empty response does not start the listener of a configuration without hosts', async t => {
  const s = await withClusterA(t);
  const port = await freePort();
  s.send('listener', [listener('one', port, 'one')]);
  await s.until(asksFor('route', 'one'));
  await s.answer(s.send('route', [route('one')]));
  await s.answer(s.send('virtualHost', []));
  assert.equal((await get(port, 'x.test')).status, 0);
  await s.answer(s.send('virtualHost', [], ['one/']));
  assert.equal((await get(port, 'x.test')).status, 404);
});

test('VHDS: a host is removed only when its own name is that of its resource, without a further slash', async t => {
  const s = await withClusterA(t);
  const port = await freePort();
  s.send('listener', [listener('one', port, 'one')]);
  await s.until(asksFor('route', 'one'));
  await s.answer(s.send('route', [route('one')]));
  const named = [
    host('one/same', 'same.test'),
    virtualHost('one/other', 'other.test', { '/': 'a' }, new Map(), 'other'),
    host('one/sl/ash', 'slash.test'),
  ];
  await s.answer(s.send('virtualHost', named));
  await answers(port, 'same.test', '/', 'a');
  await answers(port, 'other.test', '/', 'a');
  assert.equal((await get(port, 'slash.test')).status, 404, 'a further slash names another configuration');
  await s.answer(
    s.send(
      'virtualHost',
      [],
      named.map(one => one.name),
    ),
  );
  assert.equal((await get(port, 'same.test')).status, 404);
  assert.equal((await get(port, 'other.test')).status, 200, 'still there');
});

test('a CDS response is not acknowledged while any of its clusters warms', async t => {
  const s = await scripted(t);
  await s.until(firstOf('cluster'));
  // At its very start Envoy acknowledges first and warms then; it asks for listeners when all is warm.
  await s.answer(s.send('cluster', []));
  await s.until(firstOf('listener'));
  const nonce = s.send('cluster', [cluster('a'), cluster('b')]);
  await s.until(asksFor('endpoints', 'a'));
  assert.equal(await s.answer(s.send('endpoints', [endpoints('a', 1)])), '');
  assert.equal(acknowledged(s, nonce), false, 'b still warms');
  await s.answer(s.send('endpoints', [endpoints('b', 1)]));
  assert.equal(await s.answer(nonce), '');
});

test('a cluster whose endpoints are said to be gone is warm', async t => {
  const s = await scripted(t);
  await s.until(firstOf('cluster'));
  await s.answer(s.send('cluster', []));
  await s.until(firstOf('listener'));
  const nonce = s.send('cluster', [cluster('a')]);
  await s.until(asksFor('endpoints', 'a'));
  assert.equal(acknowledged(s, nonce), false);
  s.send('endpoints', [], ['a']);
  assert.equal(await s.answer(nonce), '');
});

test('a changed cluster warms until its endpoints are sent again, and Envoy does not ask for them', async t => {
  const s = await scripted(t);
  await s.until(firstOf('cluster'));
  s.send('cluster', [cluster('a')]);
  await s.until(asksFor('endpoints', 'a'));
  await s.answer(s.send('endpoints', [endpoints('a', 1)]));
  // 300 ms in place of the usual 15 s.
  const began = performance.now();
  assert.equal(await s.answer(s.send('cluster', [cluster('a', 2000, 300)])), '');
  assert.ok(performance.now() - began >= 290, 'it waited for as long as it may');
  const asked = s.subscriptions('endpoints').length;
  const nonce = s.send('cluster', [cluster('a', 3000)]);
  await s.answer(s.send('endpoints', [endpoints('a', 1)]));
  assert.equal(await s.answer(nonce), '');
  assert.equal(s.subscriptions('endpoints').length, asked);
});

test('a refused CDS response: the good are applied, the bad are named, and the good are unknown at the next connect', async t => {
  const s = await scripted(t);
  await s.until(firstOf('cluster'));
  const nonce = s.send('cluster', [cluster('before')]);
  await s.until(asksFor('endpoints', 'before'));
  s.send('endpoints', [endpoints('before', 1)]);
  await s.answer(nonce);
  const refused = s.send('cluster', [cluster('good'), badCluster('bad')]);
  await s.until(asksFor('endpoints', 'good'));
  s.send('endpoints', [endpoints('good', 1)]);
  const words = await s.answer(refused);
  assert.match(words, /bad/);
  assert.doesNotMatch(words, /good/);
  assert.equal(await s.envoy.stat('cluster_manager.active_clusters'), 3, 'xds, before and good');
  const streams = s.requests.filter(one => one.node !== undefined).length;
  s.disconnect();
  await s.until(one => s.requests.filter(each => each.node !== undefined).indexOf(one) === streams);
  const again = await s.until(
    one => one.typeUrl === typeUrls.cluster && Object.keys(one.initialResourceVersions).length > 0,
  );
  assert.deepEqual(Object.keys(again.initialResourceVersions), ['before']);
});

test('a cluster whose ring is refused stays warming and holds up every later CDS response, until it is removed', async t => {
  const s = await scripted(t);
  await s.until(firstOf('cluster'));
  await s.answer(s.send('cluster', []));
  await s.until(firstOf('listener'));
  assert.match(await s.answer(s.send('cluster', [badRing('ring')])), /ring/);
  const stuck = s.send('cluster', [cluster('good')]);
  await s.until(asksFor('endpoints', 'good'));
  await s.answer(s.send('endpoints', [endpoints('good', 1)]));
  assert.equal(await s.envoy.stat('cluster_manager.warming_clusters'), 1);
  assert.equal(acknowledged(s, stuck), false);
  s.send('cluster', [], ['ring']);
  assert.equal(await s.answer(stuck), '');
});

test('a refused VHDS response: nothing of it is applied, and a domain is named', async t => {
  const s = await withClusterA(t);
  const port = await freePort();
  s.send('listener', [listener('one', port, 'one')]);
  await s.until(asksFor('route', 'one'));
  await s.answer(s.send('route', [route('one')]));
  await s.answer(s.send('virtualHost', [host('one/x', 'x.test')]));
  const words = await s.answer(s.send('virtualHost', [host('one/y', 'y.test'), host('one/z', 'x.test')]));
  assert.match(words, /x\.test/);
  assert.doesNotMatch(words, /one\/z/);
  assert.equal((await get(port, 'y.test')).status, 404);
  await answers(port, 'x.test', '/', 'a');
});

function acknowledged(s: Scripted, nonce: string): boolean {
  return s.requests.some(one => one.responseNonce === nonce);
}
