import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { answers, eventually, get } from './rig/http.ts';
import { cluster, endpoints, listener, route, site, virtualHost } from './rig/resources.ts';
import { stage, upToDate } from './rig/stage.ts';

test('a real Envoy is served over delta ADS, each resource once', async t => {
  const port = await freePort();
  const s = await stage(t);
  const upstream = await s.upstream('a');
  s.put(...site(port, upstream.port));
  await answers(port, 'a.test', '/', 'a');
  assert.equal(upstream.seen() > 0, true);
  assert.equal((await get(port, 'b.test')).status, 404);
  await upToDate(s);
  assert.deepEqual(
    s.pushes.filter(p => p.names.length > 0).map(p => [p.type, p.names, p.removed, p.rejected]),
    [
      ['cluster', ['a'], [], undefined],
      ['endpoints', ['a'], [], undefined],
      ['listener', ['web'], [], undefined],
      ['route', ['web'], [], undefined],
      ['virtualHost', ['web/a'], [], undefined],
    ],
  );
});

test('route configurations come, change, go and come again, each with its virtual hosts', async t => {
  const [one, two, empty] = [await freePort(), await freePort(), await freePort()];
  const s = await stage(t);
  const [a, b] = [await s.upstream('a'), await s.upstream('b')];
  s.put(cluster('a'), endpoints('a', a.port), cluster('b'), endpoints('b', b.port));
  s.put(listener('one', one, 'one'), route('one'), virtualHost('one/x', 'x.test', { '/': 'a' }));
  await answers(one, 'x.test', '/', 'a');
  s.put(listener('two', two, 'two'), route('two'), virtualHost('two/x', 'x.test', { '/': 'b' }));
  await answers(two, 'x.test', '/', 'b');
  await answers(one, 'x.test', '/', 'a');

  const began = performance.now();
  s.put(listener('empty', empty, 'empty'), route('empty'));
  await eventually(
    () => get(empty, 'x.test'),
    ({ status }) => status === 404,
  );
  assert.ok(performance.now() - began < 5000, 'a configuration without hosts does not wait for any');

  s.pushes.length = 0;
  s.put(route('one', 'changed'));
  await eventually(
    () => get(one, 'x.test'),
    ({ headers }) => headers['x-route'] === 'changed',
  );
  await answers(one, 'x.test', '/', 'a');
  assert.deepEqual(s.sent('virtualHost'), [], 'a changed configuration keeps its hosts');

  s.drop(listener('one', one, 'one'));
  await eventually(
    () => get(one, 'x.test'),
    ({ status }) => status === 0,
  );
  s.put(listener('one', one, 'one'));
  await answers(one, 'x.test', '/', 'a');

  s.drop(virtualHost('one/x', 'x.test', { '/': 'a' }));
  await eventually(
    () => get(one, 'x.test'),
    ({ status }) => status === 404,
  );
});

test('one of 3,000 virtual hosts changes in some 190 bytes', async t => {
  const port = await freePort();
  const s = await stage(t);
  const [a, b] = [await s.upstream('a'), await s.upstream('b')];
  s.put(cluster('a'), endpoints('a', a.port), cluster('b'), endpoints('b', b.port));
  s.put(listener('web', port, 'web'), route('web'));
  s.put(...Array.from({ length: 3000 }, (_, i) => virtualHost(`web/h${i}`, `h${i}.test`, { '/': 'a' })));
  await answers(port, 'h2999.test', '/', 'a');
  await upToDate(s);
  s.pushes.length = 0;
  s.put(virtualHost('web/h1500', 'h1500.test', { '/': 'b' }));
  await answers(port, 'h1500.test', '/', 'b');
  await answers(port, 'h1499.test', '/', 'a');
  await upToDate(s);
  const [push] = s.pushes;
  assert.equal(s.sent('virtualHost').join(), 'web/h1500');
  assert.ok((push?.bytes ?? 0) < 210, `${push?.bytes} bytes`);
});

test('a changed cluster is warm as soon as its endpoints are there again', async t => {
  const port = await freePort();
  const s = await stage(t);
  const a = await s.upstream('a');
  s.put(...site(port, a.port));
  await answers(port, 'a.test', '/', 'a');
  for (const timeout of [2000, 3000, 4000]) {
    s.pushes.length = 0;
    s.put(cluster('a', timeout));
    const [push] = await eventually(
      () => s.pushes.filter(p => p.type === 'cluster'),
      pushes => pushes.length > 0,
    );
    assert.ok((push?.milliseconds ?? 0) < 1000, `${push?.milliseconds} ms`);
    assert.deepEqual(s.sent('endpoints'), ['a']);
    await answers(port, 'a.test', '/', 'a');
  }
});

test('endpoints move without anything else being touched', async t => {
  const port = await freePort();
  const s = await stage(t);
  const [old, now] = [await s.upstream('old'), await s.upstream('now')];
  s.put(...site(port, old.port));
  await answers(port, 'a.test', '/', 'old');
  s.pushes.length = 0;
  s.put(endpoints('a', now.port));
  await answers(port, 'a.test', '/', 'now');
  assert.deepEqual(
    s.pushes.map(p => [p.type, p.names]),
    [['endpoints', ['a']]],
  );
});

test('a client without delta gets whole route configurations', async t => {
  const port = await freePort();
  const s = await stage(t, { linger: 100, envoy: { api: 'GRPC' } });
  const [a, b] = [await s.upstream('a'), await s.upstream('b')];
  s.put(...site(port, a.port));
  await answers(port, 'a.test', '/', 'a');
  s.put(cluster('b'), endpoints('b', b.port), virtualHost('web/a', 'a.test', { '/': 'b' }));
  s.drop(cluster('a'), endpoints('a', a.port));
  await answers(port, 'a.test', '/', 'b');
  assert.equal(s.server.clients()[0]?.mode, 'state-of-the-world');
  s.put(cluster('b', 2000), virtualHost('web/b', 'b.test', { '/': 'b' }));
  await answers(port, 'b.test', '/', 'b');
  await eventually(
    () => s.envoy.stat('cluster_manager.active_clusters'),
    count => count === 2,
  );
  await upToDate(s);
  s.pushes.length = 0;
  await s.restart();
  await upToDate(s);
  // Not so endpoints: the version that Envoy knows covers those of cluster a as well, which it no longer asks for.
  assert.deepEqual(
    s.pushes.map(push => push.type).filter(type => type !== 'endpoints'),
    [],
  );
});
