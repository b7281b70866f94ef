import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, freePort, get } from './rig/http.ts';
import { cluster, endpoints, listener, route, virtualHost } from './rig/resources.ts';
import { stage } from './rig/stage.ts';

test('a real Envoy is served over delta ADS, each resource once', async t => {
  const port = await freePort();
  const s = await stage(t);
  const upstream = await s.upstream('a');
  s.put(
    cluster('a'),
    endpoints('a', upstream.port),
    listener('web', port, 'web'),
    route('web'),
    virtualHost('web/a', 'a.test', { '/': 'a' }),
  );
  await answers(port, 'a.test', '/', 'a');
  assert.equal(upstream.seen() > 0, true);
  assert.equal((await get(port, 'b.test')).status, 404);
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
