import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { XdsPart, XdsResource } from '#lib/xds-resource.ts';
import type { Rejection, Withheld } from '../server.ts';
import type { AdsClient } from '../testing/ads-client.ts';
import { made, type Stage, stage } from '../testing/stage.ts';

/** Plays an Envoy that refuses every response in which `bad` finds something; gives what it applied, in order. */
async function play(
  client: AdsClient,
  bad: (body: string) => boolean,
  until: (applied: readonly string[]) => boolean,
  message = 'no',
): Promise<readonly string[]> {
  const applied: string[] = [];
  while (!until(applied)) {
    const response = await client.next();
    if (response.bodies.some(bad)) client.nack(response, message);
    else {
      applied.push(...response.bodies);
      client.ack(response);
    }
  }
  await client.quiet();
  return applied;
}

/** A client of cluster `a` that takes what there is of it, and refuses the next version. */
async function refuseSecond(s: Stage): Promise<AdsClient> {
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['a']);
  s.put(made('cluster', 'a', 'bad'));
  client.nack(await client.next(), 'no');
  await client.quiet();
  return client;
}

const names = Array.from({ length: 11 }, (_, i) => `c${i}`);

test('of many resources in a refused response the guilty are found, and the others are held', async t => {
  const s = await stage(t, { resources: names.map(name => made('virtualHost', name)) });
  const client = s.connect();
  client.subscribe('virtualHost', '*');
  const applied = await play(
    client,
    body => /^c[37] /.test(body),
    all => all.length === 9,
  );
  assert.deepEqual(
    [...applied].sort(),
    names
      .filter(n => n !== 'c3' && n !== 'c7')
      .map(n => `${n} 1`)
      .sort(),
  );
  assert.deepEqual(s.rejections.map(r => [r.name, r.message, r.envoyVersion]).sort(), [
    ['c3', 'no', '1.40.0'],
    ['c7', 'no', '1.40.0'],
  ]);
  assert.deepEqual(
    s.server
      .clients()[0]
      ?.rejected.map(r => r.name)
      .sort(),
    ['c3', 'c7'],
  );
});

test('names in the refusal are tried first, and are proof of nothing', async t => {
  const s = await stage(t, { resources: names.map(name => made('cluster', name)) });
  const client = s.connect();
  client.subscribe('cluster', '*');
  const sizes: number[] = [];
  for (let done = false; !done; ) {
    const response = await client.next();
    sizes.push(response.resources.length);
    const bad = response.resources.includes('c5');
    // It names c8 as well, which is innocent.
    if (bad) client.nack(response, 'Error adding/updating cluster(s) c5, c8: no');
    else client.ack(response);
    done = response.removed.includes('c5');
  }
  await client.quiet();
  assert.deepEqual(sizes, [11, 2, 1, 1, 9, 0], 'all, the two that are named, each, the others, a removal');
  assert.deepEqual(
    s.rejections.map(r => r.name),
    ['c5'],
  );
});

test('a rejected version goes to no client of that Envoy version again; the next version is tried', async t => {
  const s = await stage(t, { resources: [made('cluster', 'a')] });
  const client = await refuseSecond(s);
  s.put(made('cluster', 'other'));
  await client.take('cluster', ['other']);

  const late = s.connect();
  late.subscribe('cluster', '*');
  const instead = await late.take('cluster', ['a', 'other']);
  assert.deepEqual(instead.bodies, ['a 1', 'other 1'], 'a new client gets what was accepted last');

  const elsewhere = s.connect({ envoyVersion: '1.41.0' });
  elsewhere.subscribe('cluster', '*');
  assert.ok((await elsewhere.take('cluster', ['a', 'other'])).bodies.includes('a bad'));
  await elsewhere.quiet();
  assert.equal(s.rejections.length, 1, 'what another version accepts says nothing');

  s.put(made('cluster', 'a', 'mended'));
  await client.take('cluster', ['a']);
  await client.quiet();
  assert.deepEqual(s.rejections, []);
});

test('going back to the version that was accepted before ends the rejection, without a byte', async t => {
  const s = await stage(t, { resources: [made('cluster', 'a')] });
  const client = await refuseSecond(s);
  assert.equal(s.rejections.length, 1);
  s.put(made('cluster', 'a'));
  await client.quiet();
  assert.deepEqual(s.rejections, []);
});

test('a rejection goes with its resource', async t => {
  const s = await stage(t, { resources: [made('cluster', 'a', 'bad')] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  client.nack(await client.next(), 'no');
  // A new cluster that Envoy refused may stay among those that warm: it is told that it is gone.
  await client.take('cluster', [], ['a']);
  await client.quiet();
  assert.equal(s.rejections.length, 1);
  s.drop(made('cluster', 'a'));
  await client.quiet();
  assert.deepEqual(s.rejections, []);
});

test('rejections hold over a restart, with what was accepted last', async t => {
  const first = await stage(t, { resources: [made('cluster', 'a')] });
  await refuseSecond(first);
  const kept = JSON.parse(JSON.stringify(first.rejections)) as readonly Rejection[];

  const second = await stage(t, { resources: [made('cluster', 'a', 'bad')], rejections: kept });
  const holding = second.connect();
  holding.resume('cluster', { a: made('cluster', 'a').version });
  await holding.quiet();
  const fresh = second.connect();
  fresh.subscribe('cluster', '*');
  assert.deepEqual((await fresh.take('cluster', ['a'])).bodies, ['a 1']);
});

test('a rejection goes with its resource, also while nobody is there to see it go', async t => {
  const first = await stage(t, { resources: [made('cluster', 'a')] });
  await refuseSecond(first);
  const changes: (readonly Rejection[])[] = [];
  const second = await stage(t, {
    open: false,
    rejections: first.rejections,
    onRejections: list => changes.push(list),
  });
  await Promise.resolve();
  assert.deepEqual(changes, [], 'before the server is open, nothing is known to be gone');
  second.server.open();
  await Promise.resolve();
  assert.deepEqual(changes, [[]]);
});

test('a rejection carries no bytes of a secret', async t => {
  const s = await stage(t, { resources: [made('secret', 'key', 'PRIVATE')] });
  const client = s.connect();
  client.subscribe('secret', 'key');
  await client.take('secret', ['key']);
  await client.quiet();
  s.put(made('secret', 'key', 'PRIVATE bad'));
  client.nack(await client.next(), 'no');
  await client.quiet();
  assert.deepEqual(
    s.rejections.map(r => [r.type, r.name, r.lastGood]),
    [['secret', 'key', undefined]],
  );
  // New clients of this run still get what was accepted.
  const fresh = s.connect();
  fresh.subscribe('secret', 'key');
  assert.deepEqual((await fresh.take('secret', ['key'])).bodies, ['key PRIVATE']);
});

test('a refused cluster holds nothing back', async t => {
  const s = await stage(t, {
    resources: [made('cluster', 'a', 'bad'), made('route', 'web', '1', { requires: ['a'] })],
  });
  const client = s.connect();
  client.subscribe('cluster', '*');
  const refused = await client.next();
  client.subscribe('route', 'web');
  await client.quiet();
  client.nack(refused, 'no');
  await client.take('cluster', [], ['a']);
  await client.take('route', ['web']);
});

test('what others of the same version accepted, or a port in use, is not a rejection', async t => {
  const s = await stage(t, { resources: [made('listener', 'l')] });
  const [one, two] = [s.connect(), s.connect()];
  one.subscribe('listener', '*');
  await one.take('listener', ['l']);
  await one.quiet();
  two.subscribe('listener', '*');
  two.nack(await two.next(), 'some reason of its own');
  await two.quiet();
  s.put(made('listener', 'm'));
  await one.take('listener', ['m']);
  two.nack(await two.next(), "cannot bind '127.0.0.1:80': Address already in use");
  await two.quiet();
  assert.deepEqual(s.rejections, []);
  assert.equal(s.notices.length, 2);
  assert.deepEqual(
    s.server.clients().map(c => c.rejected.map(r => r.name)),
    [[], ['l', 'm']],
  );
});

test('a refused removal is not repeated', async t => {
  const s = await stage(t, { resources: [made('listener', 'l')] });
  const client = s.connect();
  client.subscribe('listener', '*');
  await client.take('listener', ['l']);
  s.drop(made('listener', 'l'));
  client.nack(await client.next(), 'no');
  await client.quiet();
  assert.match(s.notices[0] ?? '', /refused to remove listener l/);
});

/** A virtual host of these routes, made as its maker does: without what it was asked to leave out. */
function host(asked: readonly Withheld[], ...routes: readonly string[]): XdsResource {
  const out = asked.at(-1)?.parts ?? new Map<string, string>();
  const kept = routes.filter(route => !out.has(route));
  const parts: readonly XdsPart[] = kept.map(id => ({ id, origin: `/HTTPRoute/local/default/${id}` }));
  return made('virtualHost', 'web/x', kept.join(' '), { parts, withheld: routes.filter(r => out.has(r)) });
}

/** Answers every asking at once with a new version, as the rest of the system does. */
async function remaking(
  t: Parameters<typeof stage>[0],
  first: readonly string[],
  given: readonly Rejection[] = [],
) {
  let routes = first;
  const asked: Withheld[] = [];
  const remake = (): void => s.put(host(asked, ...routes));
  let late: (() => void) | undefined;
  const s: Stage = await stage(t, {
    rejections: given,
    open: false,
    onWithheld: withheld => {
      asked.push(withheld);
      late?.();
    },
  });
  remake();
  late = remake;
  return {
    s,
    asked,
    edit(...now: readonly string[]) {
      routes = now;
      remake();
    },
  };
}

test('of the routes of a virtual host the guilty one is withheld; none that is served ever is', async t => {
  const { s, asked, edit } = await remaking(t, ['a', 'b']);
  s.server.open();
  const client = s.connect();
  client.subscribe('virtualHost', '*');
  await client.take('virtualHost', ['web/x']);
  await client.quiet();
  edit('a', 'b', 'c', 'd', 'BAD', 'e');
  const applied = await play(
    client,
    body => body.includes('BAD'),
    all => all.at(-1) === 'web/x a b c d e',
  );
  for (const body of applied) assert.match(body, /a b/);
  assert.deepEqual(
    s.rejections.map(r => [r.parts, r.origins, r.message]),
    [[[{ id: 'BAD', origin: '/HTTPRoute/local/default/BAD' }], ['/HTTPRoute/local/default/BAD'], 'no']],
  );
  // Mended: it is gone, a good one stands in its place.
  edit('a', 'b', 'c', 'd', 'good', 'e');
  assert.match((await client.take('virtualHost', ['web/x'])).bodies[0] ?? '', /good/);
  await client.quiet();
  assert.deepEqual(s.rejections, []);
  assert.deepEqual([...(asked.at(-1)?.parts ?? [])], []);
});

test('one bad route added is withheld without a byte to those that hold the rest', async t => {
  const { s, edit } = await remaking(t, ['a', 'b']);
  s.server.open();
  const client = s.connect();
  client.subscribe('virtualHost', '*');
  await client.take('virtualHost', ['web/x']);
  await client.quiet();
  edit('a', 'BAD', 'b');
  client.nack(await client.next(), 'no');
  await client.quiet();
  assert.deepEqual(
    s.rejections.map(r => r.parts.map(p => p.id)),
    [['BAD']],
  );
  assert.equal(s.server.clients()[0]?.upToDate, false, 'only the probe is left');
  // Removing it changes no byte either, but the rejection goes.
  edit('a', 'b');
  await client.quiet();
  assert.deepEqual(s.rejections, []);
});

test('withheld parts hold over a restart, before anything is sent', async t => {
  const origin = '/HTTPRoute/local/default/BAD';
  const rejection = { type: 'virtualHost', name: 'web/x', version: 'v', envoyVersion: '1.40.0' } as const;
  const { s, asked } = await remaking(
    t,
    ['a', 'BAD'],
    [{ ...rejection, message: 'no', origins: [origin], parts: [{ id: 'BAD', origin }] }],
  );
  assert.deepEqual([...(asked[0]?.parts ?? [])], [['BAD', 'no']]);
  s.server.open();
  const client = s.connect();
  client.subscribe('virtualHost', '*');
  assert.deepEqual((await client.take('virtualHost', ['web/x'])).bodies, ['web/x a']);
});

test('a virtual host that is refused whatever is left out of it is refused as a whole', async t => {
  const { s } = await remaking(t, ['a', 'b']);
  s.server.open();
  const client = s.connect();
  client.subscribe('virtualHost', '*');
  for (const expected of ['web/x a b', 'web/x a', 'web/x b', 'web/x ']) {
    const response = await client.next();
    assert.deepEqual(response.bodies, [expected]);
    client.nack(response, 'not its routes');
  }
  await client.quiet();
  assert.deepEqual(
    s.rejections.filter(r => r.parts.length === 0).map(r => r.name),
    ['web/x'],
  );
});

test('a client that resumes with the last good version of a refused virtual host needs what that needs, and nothing else', async t => {
  const good = made('virtualHost', 'web/x', 'good', { requires: ['a'] });
  const s = await stage(t, {
    resources: [made('cluster', 'a'), made('cluster', 'b'), made('route', 'web'), good],
  });
  const first = s.connect();
  first.subscribe('cluster', '*');
  await first.take('cluster', ['a', 'b']);
  first.subscribe('route', 'web');
  await first.take('route', ['web']);
  first.subscribe('virtualHost', '*');
  await first.take('virtualHost', ['web/x']);
  s.put(made('virtualHost', 'web/x', 'bad', { requires: ['a'] }));
  first.nack(await first.next(), 'no');
  await first.quiet();
  first.close();

  const again = s.connect();
  const versions = (...all: readonly { readonly name: string; readonly version: string }[]) =>
    Object.fromEntries(all.map(({ name, version }) => [name, version]));
  again.resume('cluster', versions(made('cluster', 'a'), made('cluster', 'b')));
  again.resume('route', versions(made('route', 'web')), ['web']);
  again.resume('virtualHost', versions(good));
  await again.quiet();
  s.drop(made('cluster', 'b'));
  await again.quiet();
  s.clock.turn(10_000);
  await again.take('cluster', [], ['b']);
});
