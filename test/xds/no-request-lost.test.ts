import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { answers, eventually } from './rig/http.ts';
import { startLoad, wrong } from './rig/load.ts';
import { cluster, endpoints, listener, route, virtualHost } from './rig/resources.ts';
import { stage, upToDate } from './rig/stage.ts';

for (const api of ['DELTA_GRPC', 'GRPC'] as const) {
  test(`300 flips of a route to a new cluster and away from a deleted one lose no request (${api})`, async t => {
    const port = await freePort();
    const s = await stage(t, { linger: 200, envoy: { api } });
    const upstream = await s.upstream('here');
    const named = (i: number) => [cluster(`c${i}`), endpoints(`c${i}`, upstream.port)];
    const host = (i: number) => virtualHost('web/a', 'a.test', { '/other': `c${i}`, '/': `c${i}` });
    s.put(...named(0), listener('web', port, 'web'), route('web'), host(0));
    await answers(port, 'a.test', '/', 'here');
    const load = startLoad(port, 'a.test');
    for (let i = 1; i <= 300; i++) {
      s.put(host(i), ...named(i));
      s.drop(...named(i - 1));
      await load.more(4);
    }
    await eventually(
      () => s.sent('cluster'),
      sent => sent.includes('c300'),
    );
    await load.more(50);
    await load.stop();
    assert.deepEqual(wrong(load.answers), {});
    assert.ok(load.answers.length > 1200);
    // A busy server skips clusters that came and went while a response was under way; those that were sent all go.
    await eventually(
      () => s.envoy.stat('cluster_manager.active_clusters'),
      count => count === 2,
    );
    assert.deepEqual(s.notices, []);
  });
}

test('a cluster lingers for the requests that are still on its old route', async t => {
  const port = await freePort();
  let arrived = (): void => {};
  let answer = (): void => {};
  const arrival = new Promise<void>(resolve => {
    arrived = resolve;
  });
  const s = await stage(t, { linger: 300 });
  const slow = await s.upstream('slow', path => {
    if (path !== '/slow') return Promise.resolve();
    arrived();
    return new Promise(resolve => {
      answer = resolve;
    });
  });
  const quick = await s.upstream('quick');
  const named = (name: string, at: number) => [cluster(name), endpoints(name, at)];
  s.put(...named('slow', slow.port), listener('web', port, 'web'), route('web'));
  s.put(virtualHost('web/a', 'a.test', { '/': 'slow' }));
  await answers(port, 'a.test', '/', 'slow');
  const pending = answers(port, 'a.test', '/slow', 'slow');
  await arrival;
  s.put(...named('quick', quick.port), virtualHost('web/a', 'a.test', { '/': 'quick' }));
  s.drop(...named('slow', slow.port));
  await answers(port, 'a.test', '/', 'quick');
  const flipped = performance.now();
  assert.equal(await s.envoy.stat('cluster_manager.active_clusters'), 3, 'xds, slow and quick');
  answer();
  await pending;
  await eventually(
    () => s.envoy.stat('cluster_manager.active_clusters'),
    count => count === 2,
  );
  assert.ok(performance.now() - flipped > 200, 'it stayed for its linger');
});

test('the server is killed and comes back: traffic goes on, and nothing is sent again', async t => {
  const port = await freePort();
  const s = await stage(t);
  const upstream = await s.upstream('here');
  const names = Array.from({ length: 20 }, (_, i) => `c${i}`);
  s.put(
    listener('web', port, 'web'),
    route('web'),
    ...names.flatMap(name => [
      cluster(name),
      endpoints(name, upstream.port),
      virtualHost(`web/${name}`, `${name}.test`, { '/': name }),
    ]),
  );
  await answers(port, 'c19.test', '/', 'here');
  const load = startLoad(port, 'c7.test');
  s.pushes.length = 0;
  await s.restart();
  await load.more(50);
  await upToDate(s);
  // A change is the proof that the stream is served, and the only thing on it.
  s.put(virtualHost('web/new', 'new.test', { '/': 'c0' }));
  await answers(port, 'new.test', '/', 'here');
  await load.stop();
  assert.deepEqual(wrong(load.answers), {});
  assert.deepEqual(
    s.pushes.map(push => [push.type, push.names, push.removed]),
    [['virtualHost', ['web/new'], []]],
  );
});

test('what changed while the server was away is sent when it is back, and what went is removed after its linger', async t => {
  const port = await freePort();
  const s = await stage(t, { linger: 300 });
  const [a, b] = [await s.upstream('a'), await s.upstream('b')];
  s.put(listener('web', port, 'web'), route('web'), virtualHost('web/x', 'x.test', { '/': 'a' }));
  s.put(cluster('a'), endpoints('a', a.port), cluster('same'), endpoints('same', a.port));
  await answers(port, 'x.test', '/', 'a');
  const load = startLoad(port, 'x.test');
  await s.server.close();
  s.pushes.length = 0;
  s.put(cluster('b'), endpoints('b', b.port), virtualHost('web/x', 'x.test', { '/': 'b' }));
  s.put(cluster('same', 2000));
  s.drop(cluster('a'), endpoints('a', a.port));
  await s.restart();
  await answers(port, 'x.test', '/', 'b');
  await eventually(
    () => s.pushes.flatMap(push => push.removed),
    removed => removed.includes('a'),
  );
  await load.more(20);
  await load.stop();
  assert.deepEqual(wrong(load.answers), {});
  assert.deepEqual([...s.sent('cluster')].sort(), ['b', 'same']);
  assert.deepEqual(
    [...s.sent('endpoints')].sort(),
    ['b', 'same'],
    'the changed cluster is followed by its endpoints',
  );
  assert.deepEqual(s.sent('virtualHost'), ['web/x']);
});
