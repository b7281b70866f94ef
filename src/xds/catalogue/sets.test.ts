import assert from 'node:assert/strict';
import { test } from 'node:test';
import { made, stage, view } from '../testing/stage.ts';

const member = (set: string, name: string, present = true) =>
  ({ set, type: 'cluster', name, present }) as const;
const other = { id: 'other', cluster: 'default/other' };

test('views share a set: what changes in it goes to the streams of all', async t => {
  const s = await stage(t, { resources: [made('cluster', 'own')] });
  s.server.apply({
    views: [
      { view, sets: [view, 'shared'] },
      { view: other.cluster, sets: ['shared'] },
    ],
    resources: [{ type: 'cluster', key: 'a', resource: made('cluster', 'a') }],
    members: [member('shared', 'a')],
  });
  const [one, two] = [s.connect(), s.connect(other)];
  for (const client of [one, two]) client.subscribe('cluster', '*');
  await one.take('cluster', ['a', 'own']);
  await two.take('cluster', ['a']);
  s.server.apply({ resources: [{ type: 'cluster', key: 'a', resource: made('cluster', 'a', '2') }] });
  await one.take('cluster', ['a']);
  await two.take('cluster', ['a']);
  s.put(made('cluster', 'own', '2'));
  await one.take('cluster', ['own']);
  await two.quiet();
});

test('a view that is made of other sets is sent the difference alone', async t => {
  const s = await stage(t);
  const names = ['a', 'b', 'c'];
  s.server.apply({
    views: [{ view, sets: ['wide'] }],
    resources: names.map(name => ({ type: 'cluster', key: name, resource: made('cluster', name) })),
    members: [member('wide', 'a'), member('wide', 'b'), member('narrow', 'b'), member('narrow', 'c')],
  });
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['a', 'b']);
  s.server.apply({ views: [{ view, sets: ['narrow'] }] });
  await client.take('cluster', ['c']);
  await client.quiet();
  s.clock.turn(10_000);
  await client.take('cluster', [], ['a']);
});

test('what leaves one of the sets of a view and stays in another stays', async t => {
  const s = await stage(t, { resources: [made('cluster', 'a')] });
  s.server.apply({ views: [{ view, sets: [view, 'shared'] }], members: [member('shared', 'a')] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['a']);
  s.server.apply({ members: [member('shared', 'a', false)] });
  await client.quiet();
  s.put(made('cluster', 'a', '2'));
  await client.take('cluster', ['a']);
});

test('two clusters need one assignment: it is sent once, and stays for as long as one of them does', async t => {
  const slow = made('cluster', 'a/slow', '1', { assignment: 'a' });
  const s = await stage(t, { resources: [made('cluster', 'a'), slow, made('endpoints', 'a')] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['a', 'a/slow']);
  client.subscribe('endpoints', 'a');
  await client.take('endpoints', ['a']);
  s.put(made('endpoints', 'a', '2'));
  await client.take('endpoints', ['a']);
  s.drop(made('cluster', 'a'));
  await client.quiet();
  s.clock.turn(10_000);
  await client.take('cluster', [], ['a']);
  s.put(made('endpoints', 'a', '3'));
  await client.take('endpoints', ['a']);
  // A changed cluster warms until its assignment is sent again.
  s.put(made('cluster', 'a/slow', '2', { assignment: 'a' }));
  const changed = await client.next();
  assert.deepEqual([changed.type, changed.resources], ['cluster', ['a/slow']]);
  await client.take('endpoints', ['a']);
});

test('a cluster that is in step, changed while a response is on its way, is sent as it is in the end', async t => {
  const s = await stage(t, { resources: [made('cluster', 'a'), made('cluster', 'b')] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['a', 'b']);
  s.put(made('cluster', 'a', '2'));
  const first = await client.next();
  s.put(made('cluster', 'a', '3'));
  s.put(made('cluster', 'b', '2'));
  s.put(made('cluster', 'a', '4'));
  client.nack(first, 'a is bad');
  const second = await client.next();
  assert.deepEqual(second.bodies.toSorted(), ['a 4', 'b 2']);
  client.ack(second);
  await client.quiet();
});

test('endpoints stay with their cluster also where that went while the client owed an answer for clusters', async t => {
  const shaped = made('cluster', 'a/slow', '1', { assignment: 'a' });
  const s = await stage(t, { resources: [shaped, made('cluster', 'b'), made('endpoints', 'a')] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['a/slow', 'b']);
  client.subscribe('endpoints', 'a');
  await client.take('endpoints', ['a']);
  s.put(made('cluster', 'b', '2'));
  const changed = await client.next();
  s.drop(shaped, made('endpoints', 'a'));
  await client.quiet();
  client.ack(changed);
  await client.quiet();
  s.clock.turn(10_000);
  await client.take('cluster', [], ['a/slow']);
  await client.take('endpoints', [], ['a']);
});

test('a secret of one name is, for each who asks, that of its own set; a new one goes to its owner alone', async t => {
  const s = await stage(t, { resources: [made('secret', 'shared')] });
  const identity = (set: string, body: string | undefined) => ({
    set,
    name: 'identity',
    resource: body === undefined ? undefined : made('secret', 'identity', body),
  });
  s.server.apply({
    views: [{ view: other.cluster, sets: [other.cluster] }],
    own: [identity(view, 'of one'), identity(other.cluster, 'of the other')],
  });
  const [one, two] = [s.connect(), s.connect(other)];
  const three = s.connect({ ...other, mode: 'state-of-the-world' });
  one.subscribe('secret', 'identity', 'shared');
  two.subscribe('secret', 'identity', 'shared');
  three.sotw('secret', { resourceNames: ['identity'] });
  assert.deepEqual([...(await one.take('secret', ['identity', 'shared'])).bodies].sort(), [
    'identity of one',
    'shared 1',
  ]);
  assert.deepEqual((await two.take('secret', ['identity'], ['shared'])).bodies, ['identity of the other']);
  const third = await three.next();
  assert.deepEqual(third.bodies, ['identity of the other']);
  three.ack(third, ['identity']);

  s.server.apply({ own: [identity(other.cluster, 'renewed')] });
  assert.deepEqual((await two.take('secret', ['identity'])).bodies, ['identity renewed']);
  const whole = await three.next();
  assert.deepEqual(whole.bodies, ['identity renewed']);
  three.ack(whole, ['identity']);
  await one.quiet();

  s.server.apply({ own: [identity(view, undefined)] });
  await one.take('secret', [], ['identity']);
  await two.quiet();
});

test('what goes out by one name is, for each who asks, what its set has; who comes to another set has it changed', async t => {
  const s = await stage(t);
  const place = (key: string, body: string) =>
    ({ type: 'listener', key, resource: made('listener', 'place', body, { key }) }) as const;
  const at = (set: string, key: string, present = true) =>
    ({ set, type: 'listener', name: 'place', key, present }) as const;
  s.server.apply({
    views: [
      { view, sets: ['all'] },
      { view: other.cluster, sets: ['some'] },
    ],
    resources: [place('place', 'for all'), place('place of some', 'for some')],
    members: [at('all', 'place'), at('some', 'place of some')],
  });
  const [one, two] = [s.connect(), s.connect(other)];
  for (const client of [one, two]) client.subscribe('listener', '*');
  assert.deepEqual((await one.take('listener', ['place'])).bodies, ['place for all']);
  assert.deepEqual((await two.take('listener', ['place'])).bodies, ['place for some']);

  s.server.apply({ resources: [place('place of some', 'edited')] });
  assert.deepEqual((await two.take('listener', ['place'])).bodies, ['place edited']);
  await one.quiet();

  s.server.apply({ views: [{ view, sets: ['some'] }] });
  assert.deepEqual((await one.take('listener', ['place'])).bodies, ['place edited']);

  // In whichever order it is told.
  s.server.apply({ members: [at('some', 'place'), at('some', 'place of some', false)] });
  for (const client of [one, two])
    assert.deepEqual((await client.take('listener', ['place'])).bodies, ['place for all']);
  s.server.apply({ members: [at('some', 'place', false), at('some', 'place of some')] });
  for (const client of [one, two])
    assert.deepEqual((await client.take('listener', ['place'])).bodies, ['place edited']);
  s.server.apply({ members: [at('some', 'place of some', false)] });
  for (const client of [one, two]) await client.take('listener', [], ['place']);
});

test('assignments of clusters of one name are those of the set: who comes to another has the endpoints changed, and the cluster left alone', async t => {
  const s = await stage(t);
  const standing = (key: string) =>
    [
      {
        type: 'cluster',
        key,
        resource: made('cluster', 'c', '1', { key, assignment: 'c', assignmentKey: key }),
      },
      { type: 'endpoints', key, resource: made('endpoints', 'c', `near ${key}`, { key }) },
    ] as const;
  const at = (set: string, key: string, present = true) =>
    ({ set, type: 'cluster', name: 'c', key, present }) as const;
  s.server.apply({
    views: [
      { view, sets: ['one'] },
      { view: other.cluster, sets: ['two'] },
    ],
    resources: [...standing('c of one'), ...standing('c of two')],
    members: [at('one', 'c of one'), at('two', 'c of two')],
  });
  const [one, two] = [s.connect(), s.connect(other)];
  for (const client of [one, two]) {
    client.subscribe('cluster', '*');
    await client.take('cluster', ['c']);
    client.subscribe('endpoints', 'c');
  }
  assert.deepEqual((await one.take('endpoints', ['c'])).bodies, ['c near c of one']);
  assert.deepEqual((await two.take('endpoints', ['c'])).bodies, ['c near c of two']);

  const edited = made('endpoints', 'c', 'edited', { key: 'c of two' });
  s.server.apply({ resources: [{ type: 'endpoints', key: 'c of two', resource: edited }] });
  assert.deepEqual((await two.take('endpoints', ['c'])).bodies, ['c edited']);
  await one.quiet();

  s.server.apply({ views: [{ view, sets: ['two'] }] });
  assert.deepEqual((await one.take('endpoints', ['c'])).bodies, ['c edited']);

  // All at once, as where a policy asks for something else: what it was known by goes as what it is known by comes.
  const [cluster, endpoints] = standing('c anew');
  s.server.apply({
    resources: [
      { type: 'cluster', key: 'c of two', resource: undefined },
      cluster,
      { type: 'endpoints', key: 'c of two', resource: undefined },
      endpoints,
    ],
    members: [at('two', 'c of two', false), at('two', 'c anew')],
  });
  for (const client of [one, two])
    assert.deepEqual((await client.take('endpoints', ['c'])).bodies, ['c near c anew']);
  for (const client of [one, two]) await client.quiet();

  s.server.apply({
    resources: [
      { type: 'cluster', key: 'c anew', resource: undefined },
      { type: 'endpoints', key: 'c anew', resource: undefined },
    ],
    members: [at('two', 'c anew', false)],
  });
  for (const client of [one, two]) await client.quiet();
  s.clock.turn(10_000);
  for (const client of [one, two]) await client.take('cluster', [], ['c']);
});

test('what is refused of those that go out by one name is refused alone', async t => {
  const s = await stage(t);
  const key = 'place of some';
  s.server.apply({
    views: [
      { view, sets: ['all'] },
      { view: other.cluster, sets: ['some'] },
    ],
    resources: [
      { type: 'listener', key: 'place', resource: made('listener', 'place', 'good') },
      { type: 'listener', key, resource: made('listener', 'place', 'bad', { key }) },
    ],
    members: [
      { set: 'all', type: 'listener', name: 'place', present: true },
      { set: 'some', type: 'listener', name: 'place', key, present: true },
    ],
  });
  const [one, two] = [s.connect(), s.connect(other)];
  for (const client of [one, two]) client.subscribe('listener', '*');
  await one.take('listener', ['place']);
  two.nack(await two.next(), 'no');
  await two.quiet();
  const refusals = () => s.server.clients().map(client => [client.view, client.rejected.length]);
  assert.deepEqual(Object.fromEntries(refusals()), { [view]: 0, [other.cluster]: 1 });
  s.server.apply({
    resources: [{ type: 'listener', key, resource: made('listener', 'place', 'mended', { key }) }],
  });
  assert.deepEqual((await two.take('listener', ['place'])).bodies, ['place mended']);
  await one.quiet();
  assert.deepEqual(s.rejections, []);
});
