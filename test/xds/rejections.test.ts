import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import type { Withheld } from '#xds';
import { answers, eventually, get } from './rig/http.ts';
import { startLoad, wrong } from './rig/load.ts';
import {
  badCluster,
  badRing,
  cluster,
  endpoints,
  listener,
  type Paths,
  route,
  virtualHost,
} from './rig/resources.ts';
import { type Stage, stage, upToDate } from './rig/stage.ts';

async function served(s: Stage, port: number): Promise<void> {
  const upstream = await s.upstream('here');
  s.put(cluster('a'), endpoints('a', upstream.port), listener('web', port, 'web'), route('web'));
  s.put(virtualHost('web/x', 'x.test', { '/': 'a' }));
  await answers(port, 'x.test', '/', 'here');
}

for (const bad of [badCluster('bad'), badRing('bad')]) {
  test(`one bad cluster among many harms only itself (${bad.version})`, async t => {
    const port = await freePort();
    const s = await stage(t);
    await served(s, port);
    const upstream = await s.upstream('there');
    const names = Array.from({ length: 30 }, (_, i) => `c${i}`);
    // The bad one first and alone: together with clusters that warm, a refused ring keeps Envoy from saying so.
    s.put(bad);
    await eventually(s.rejections, list => list.length === 1);
    s.put(
      ...names.flatMap(name => [
        cluster(name),
        endpoints(name, upstream.port),
        virtualHost(`web/${name}`, `${name}.test`, { '/': name }),
      ]),
      virtualHost('web/bad', 'bad.test', { '/': 'bad' }),
    );
    for (const name of names) await answers(port, `${name}.test`, '/', 'there');
    assert.equal((await get(port, 'bad.test')).status, 503);
    assert.deepEqual(
      s.rejections().map(r => [r.type, r.name, r.envoyVersion, r.origins]),
      [['cluster', 'bad', '1.40.0', bad.origins]],
    );
    s.put(cluster('bad'), endpoints('bad', upstream.port));
    await answers(port, 'bad.test', '/', 'there');
    assert.deepEqual(s.rejections(), []);
  });
}

test('a bad cluster in one response with many good ones is found, and the good ones serve', async t => {
  const port = await freePort();
  const s = await stage(t);
  await served(s, port);
  const upstream = await s.upstream('there');
  const names = Array.from({ length: 30 }, (_, i) => `c${i}`);
  s.put(
    ...names.flatMap(name => [
      cluster(name),
      endpoints(name, upstream.port),
      virtualHost(`web/${name}`, `${name}.test`, { '/': name }),
    ]),
    badCluster('bad'),
  );
  for (const name of names) await answers(port, `${name}.test`, '/', 'there');
  assert.deepEqual(
    s.rejections().map(r => r.name),
    ['bad'],
  );
  s.pushes.length = 0;
  await s.restart({ rejections: s.rejections() });
  s.put(virtualHost('web/late', 'late.test', { '/': 'c0' }));
  await answers(port, 'late.test', '/', 'there');
  assert.deepEqual(
    s.pushes.filter(push => push.names.length > 0).map(push => push.names),
    [['web/late']],
    'the bad one is not tried again, the good ones are held',
  );
});

test('a refused ring among clusters that warm, of which Envoy never speaks, is found all the same', async t => {
  const port = await freePort();
  const s = await stage(t, { patience: 100 });
  await served(s, port);
  const upstream = await s.upstream('there');
  const good = virtualHost('web/good', 'good.test', { '/': 'good' });
  s.put(
    cluster('good'),
    badRing('ring'),
    endpoints('good', upstream.port),
    endpoints('ring', upstream.port),
    good,
  );
  await eventually(s.rejections, list => list.length === 1);
  assert.deepEqual(
    s.rejections().map(r => r.name),
    ['ring'],
  );
  await answers(port, 'good.test', '/', 'there');
  s.put(cluster('later'), endpoints('later', upstream.port));
  await upToDate(s);
  assert.equal(await s.envoy.stat('cluster_manager.warming_clusters'), 0);
  assert.ok(s.notices.some(notice => /does not answer for its clusters.*ring/.test(notice)));
});

test('of many virtual hosts in one response the bad ones are found, and the good ones serve', async t => {
  const port = await freePort();
  const s = await stage(t);
  await served(s, port);
  const names = Array.from({ length: 40 }, (_, i) => `h${i}`);
  s.put(
    ...names.map(name => virtualHost(`web/${name}`, `${name}.test`, { '/': 'a' })),
    virtualHost('web/twice', 'x.test', { '/': 'a' }),
    virtualHost('web/regex', 'regex.test', { '~a(?=b)': 'a' }),
  );
  for (const name of names) await answers(port, `${name}.test`, '/', 'here');
  await eventually(s.rejections, list => list.length === 2);
  assert.deepEqual(
    s
      .rejections()
      .map(r => r.name)
      .sort(),
    ['web/regex', 'web/twice'],
  );
  await answers(port, 'x.test', '/', 'here');
});

/** Keeps a virtual host of those paths made, without what the server asks to leave out. */
function maker(paths: Paths) {
  let now = paths;
  let stageOf: Stage | undefined;
  let withheld: ReadonlyMap<string, string> = new Map();
  const make = (): void => stageOf?.put(virtualHost('web/m', 'm.test', now, withheld));
  return {
    options: {
      onWithheld(asked: Withheld): void {
        withheld = asked.parts;
        make();
      },
    },
    begin(s: Stage): void {
      stageOf = s;
      make();
    },
    edit(edited: Paths): void {
      now = edited;
      make();
    },
  };
}

test('one bad route of a virtual host is withheld, and its neighbours serve without a gap', async t => {
  const port = await freePort();
  const m = maker({ '/one': 'a', '/two': 'a' });
  const s = await stage(t, m.options);
  await served(s, port);
  m.begin(s);
  await answers(port, 'm.test', '/two', 'here');
  const load = startLoad(port, 'm.test', '/two');
  const added = { '/three': 'a', '/four': 'a', '~/a(?=b)': 'a', '/five': 'a' };
  m.edit({ '/one': 'a', ...added, '/two': 'a' });
  for (const path of ['/three', '/four', '/five']) await answers(port, 'm.test', path, 'here');
  await eventually(s.rejections, list => list.length === 1);
  const [rejection] = s.rejections();
  assert.deepEqual(
    [rejection?.type, rejection?.name, rejection?.origins],
    ['virtualHost', 'web/m', ['/HTTPRoute/local/default~/a(?=b)']],
  );
  assert.match(rejection?.message ?? '', /regex|perl/);

  await s.restart({ rejections: s.rejections() });
  s.put(virtualHost('web/late', 'late.test', { '/': 'a' }));
  await answers(port, 'late.test', '/', 'here');
  assert.equal(s.rejections().length, 1, 'it holds over a restart');

  m.edit({ '/one': 'a', ...added, '~/a(?=b)': 'a', '~/ab+': 'a', '/two': 'a' });
  await answers(port, 'm.test', '/abb', 'here');
  m.edit({ '/one': 'a', '/two': 'a' });
  await eventually(s.rejections, list => list.length === 0);
  await load.stop();
  assert.deepEqual(wrong(load.answers), {});
});

test('a port that is in use is told, tried again, and no rejection', async t => {
  const port = await freePort();
  const s = await stage(t, { patience: 300 });
  await served(s, port);
  const taken = await s.upstream('occupant');
  s.put(listener('taken', taken.port, 'web'), listener('free', await freePort(), 'web'));
  const [client] = await eventually(
    () => s.server.clients(),
    clients => (clients[0]?.rejected.length ?? 0) > 0,
  );
  assert.deepEqual(
    client?.rejected.map(r => [r.type, r.name]),
    [['listener', 'taken']],
  );
  assert.match(client?.rejected[0]?.message ?? '', /in use/);
  assert.deepEqual(s.rejections(), []);
  taken.stop();
  await answers(taken.port, 'x.test', '/', 'here');
});
