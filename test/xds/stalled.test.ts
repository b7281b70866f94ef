import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { heldBytes } from '../../src/xds/testing/held-bytes.ts';
import { startEnvoy } from './rig/envoy.ts';
import { answers, eventually } from './rig/http.ts';
import { cluster, endpoints, listener, route, virtualHost } from './rig/resources.ts';
import { stage, upToDate, view } from './rig/stage.ts';

test('an Envoy that stands still costs the others nothing, and is brought up to date when it goes on', async t => {
  const [first, second] = [await freePort(), await freePort()];
  const s = await stage(t);
  const upstream = await s.upstream('here');
  s.put(cluster('a'), endpoints('a', upstream.port), route('web'), listener('web', first, 'web'));
  s.put(virtualHost('web/x', 'x.test', { '/': 'a' }));
  await answers(first, 'x.test', '/', 'here');
  // The second is a gateway of its own: two Envoys cannot listen on one port.
  const other = 'default/other';
  const port = listener('other', second, 'web');
  s.server.apply({
    views: [{ view: other, sets: [other] }],
    resources: [{ type: 'listener', key: 'other', resource: port }],
    members: (
      [
        ['cluster', 'a'],
        ['endpoints', 'a'],
        ['route', 'web'],
        ['virtualHost', 'web/x'],
        ['listener', 'other'],
      ] as const
    ).map(([type, name]) => ({ set: other, type, name, present: true })),
  });
  const stalled = await startEnvoy({ xds: s.address, cluster: other });
  t.after(() => stalled.stop());
  await answers(second, 'x.test', '/', 'here');
  stalled.stall(true);

  const before = await heldBytes();
  s.pushes.length = 0;
  // A few long paths: 100 KB a version, 10 MB in all.
  const paths = (version: number) =>
    Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`/${version}/${i}/${'x'.repeat(5000)}`, 'a']));
  for (let version = 0; version < 100; version++) {
    s.put(virtualHost('web/x', 'x.test', { ...paths(version), '/': 'a' }));
    await upToDateIn(s.server, view);
  }
  const waits = s.pushes.map(push => push.milliseconds).sort((a, b) => a - b);
  assert.equal(
    s.pushes.every(push => push.view === view),
    true,
    'only the other one answers',
  );
  assert.ok((waits[50] ?? Infinity) < 200, `median ${waits[50]} ms, Envoy's own work included`);
  const grown = (await heldBytes()) - before;
  assert.ok(grown < 3_000_000, `${grown} bytes`);

  s.put(virtualHost('web/x', 'x.test', { '/late': 'a' }));
  stalled.stall(false);
  await answers(second, 'x.test', '/late', 'here');
  await upToDate(s);
});

function upToDateIn(server: Awaited<ReturnType<typeof stage>>['server'], name: string) {
  return eventually(
    () => server.clients().find(client => client.view === name),
    client => client?.upToDate === true,
  );
}
