import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdsClient, Response } from '../testing/ads-client.ts';
import { made, type Stage, stage } from '../testing/stage.ts';
import { turning } from './new-marks.ts';

const web = made('route', 'web');
const host = (name: string, body: string, ...requires: string[]) =>
  made('virtualHost', `web/${name}`, body, { requires });

/** A client that holds cluster a, route configuration web and virtual host web/x on a. */
async function settled(s: Stage): Promise<AdsClient> {
  s.put(made('cluster', 'a'), made('endpoints', 'a'), web, host('x', '1', 'a'));
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['a']);
  client.subscribe('endpoints', 'a');
  await client.take('endpoints', ['a']);
  client.subscribe('route', 'web');
  await client.take('route', ['web']);
  client.subscribe('virtualHost', '*');
  await client.take('virtualHost', ['web/x']);
  await client.quiet();
  return client;
}

async function next(client: AdsClient, ...expected: readonly unknown[]): Promise<Response> {
  const response = await client.next();
  assert.deepEqual([response.type, response.resources], expected);
  return response;
}

test('a virtual host waits for the cluster that it newly needs, and nothing else waits', async t => {
  const s = await stage(t);
  const client = await settled(s);
  s.put(made('cluster', 'b'), host('x', '2', 'b'), host('y', '1', 'a'), made('endpoints', 'a', '2'));
  const clusters = await next(client, 'cluster', ['b']);
  await client.take('endpoints', ['a']);
  await client.take('virtualHost', ['web/y']);
  await client.quiet();
  client.ack(clusters);
  await client.take('virtualHost', ['web/x']);
  assert.deepEqual(s.notices, []);
});

test('a virtual host that waited long enough goes, and the server says so', async t => {
  const s = await stage(t);
  const client = await settled(s);
  s.put(made('cluster', 'b'), host('x', '2', 'b'));
  const clusters = await next(client, 'cluster', ['b']);
  s.clock.turn(4_999);
  await client.quiet();
  s.clock.turn(1);
  await client.take('virtualHost', ['web/x']);
  assert.match(s.notices[0] ?? '', /virtualHost web\/x went to proxy default\.gateway without waiting/);
  client.ack(clusters);
  await client.quiet();
});

const door = (body: string, ...names: string[]) =>
  made('listener', 'door', body, { marks: { listener: 'door', names } });
const asking = (body: string, ...names: string[]) =>
  made('virtualHost', 'web/x', body, { marks: { listener: 'door', names } });

/** A client that holds a listener and a virtual host that asks for these marks of its connections. */
async function marked(s: Stage, ...names: string[]): Promise<AdsClient> {
  s.put(web, door('1', ...names), asking('1', ...names));
  return connected(s);
}

async function connected(s: Stage): Promise<AdsClient> {
  const client = s.connect();
  client.subscribe('listener', '*');
  await client.take('listener', ['door']);
  client.subscribe('route', 'web');
  await client.take('route', ['web']);
  client.subscribe('virtualHost', '*');
  await client.take('virtualHost', ['web/x']);
  await client.quiet();
  return client;
}

test('a virtual host that asks for a mark goes after the listener that gives it', async t => {
  const s = await stage(t);
  const client = await marked(s);
  s.put(asking('2', 'jwt'), door('2', 'jwt'));
  const listeners = await next(client, 'listener', ['door']);
  await client.quiet();
  client.ack(listeners);
  // Envoy turns to it a moment after it has said so.
  await client.quiet();
  s.clock.turn(turning);
  await client.take('virtualHost', ['web/x']);
});

test('a listener that gives a mark no longer goes after the virtual host that asked for it', async t => {
  const s = await stage(t);
  const client = await marked(s, 'jwt');
  s.put(asking('2'), door('2'));
  const hosts = await next(client, 'virtualHost', ['web/x']);
  await client.quiet();
  client.ack(hosts);
  await client.take('listener', ['door']);
});

test('where one mark takes the place of another, nobody waits for both: the listener goes first', async t => {
  const s = await stage(t);
  const client = await marked(s, 'jwt');
  s.put(asking('2', 'oidc'), door('2', 'oidc'));
  const listeners = await next(client, 'listener', ['door']);
  client.ack(listeners);
  await client.take('virtualHost', ['web/x']);
  await client.quiet();
  assert.deepEqual(s.notices, []);
});

/** A client that held one mark's listener and virtual host; another's take their place, and a listener of both stands between. */
async function succeeded(s: Stage) {
  const between = made('listener', 'door', 'both', {
    marks: { listener: 'door', names: ['jwt', 'oidc'] },
    isInterim: true,
  });
  const succession = { after: () => between };
  s.put(web, { ...door('1', 'jwt'), succession }, asking('1', 'jwt'));
  const client = await connected(s);
  s.put(asking('2', 'oidc'), { ...door('2', 'oidc'), succession });
  return { client, between };
}

test('where a listener can give both marks meanwhile, one that does stands between', async t => {
  const s = await stage(t);
  const { client, between } = await succeeded(s);
  const interim = await next(client, 'listener', ['door']);
  assert.equal(interim.versions.door, between.version);
  client.ack(interim);
  await client.quiet();
  s.clock.turn(turning);
  const hosts = await next(client, 'virtualHost', ['web/x']);
  await client.quiet();
  client.ack(hosts);
  const last = await next(client, 'listener', ['door']);
  assert.equal(last.versions.door, door('2', 'oidc').version);
  client.ack(last);
  await client.quiet();
  assert.deepEqual(s.notices, []);
});

test('a listener between two that is refused is not tried again: the newer one goes', async t => {
  const s = await stage(t);
  const { client } = await succeeded(s);
  client.nack(await next(client, 'listener', ['door']), 'too much');
  const last = await next(client, 'listener', ['door']);
  assert.equal(last.versions.door, door('2', 'oidc').version);
});

test('a mark that no listener is about to give is waited for by nobody', async t => {
  const s = await stage(t);
  const client = await marked(s);
  s.put(asking('2', 'jwt'));
  await client.take('virtualHost', ['web/x']);
});

test('a cluster that the view lacks holds nothing back', async t => {
  const s = await stage(t);
  const client = await settled(s);
  s.put(host('x', '2', 'nowhere'));
  await client.take('virtualHost', ['web/x']);
});

test('what a stream has not subscribed to gates nothing', async t => {
  const s = await stage(t, { resources: [made('cluster', 'b'), web, host('x', '1', 'b')] });
  const client = s.connect();
  client.subscribe('virtualHost', '*');
  await client.take('virtualHost', ['web/x']);
});

test('virtual hosts go out only after their route configuration is acknowledged', async t => {
  const s = await stage(t, { resources: [web, host('x', '1')] });
  const client = s.connect();
  client.subscribe('route', 'web');
  const route = await next(client, 'route', ['web']);
  client.subscribe('virtualHost', '*');
  await client.quiet();
  client.ack(route);
  await client.take('virtualHost', ['web/x']);
});

test('a route configuration that is asked for anew gets its virtual hosts again', async t => {
  const s = await stage(t);
  const client = await settled(s);
  client.delta('route', { resourceNamesUnsubscribe: ['web'] });
  client.subscribe('route', 'web');
  await client.take('route', ['web']);
  await client.take('virtualHost', ['web/x']);
  await client.quiet();
});

test('virtual hosts sent before a route configuration was acknowledged are sent again', async t => {
  const s = await stage(t);
  const client = await settled(s);
  s.put(host('x', '2', 'a'));
  const early = await next(client, 'virtualHost', ['web/x']);
  client.delta('route', { resourceNamesUnsubscribe: ['web'], resourceNamesSubscribe: ['web'] });
  await client.take('route', ['web']);
  await client.quiet();
  client.ack(early);
  await client.take('virtualHost', ['web/x']);
  await client.quiet();
});

test('a route configuration without virtual hosts is told of one that is gone, so that its listener can start', async t => {
  const s = await stage(t);
  const client = await settled(s);
  s.put(made('route', 'empty'));
  client.subscribe('route', 'empty');
  await client.take('route', ['empty']);
  await client.take('virtualHost', [], ['empty/']);
});

test('a cluster goes when the last route that used it is acknowledged gone, and it has lingered', async t => {
  const s = await stage(t);
  const client = await settled(s);
  s.put(made('cluster', 'b'), host('x', '2', 'b'));
  s.drop(made('cluster', 'a'), made('endpoints', 'a'));
  await client.take('cluster', ['b']);
  const moved = await next(client, 'virtualHost', ['web/x']);
  // Not acknowledged: the client may still route to a, however long that takes.
  s.clock.turn(60_000);
  await client.quiet();
  client.ack(moved);
  await client.quiet();
  s.clock.turn(9_999);
  await client.quiet();
  s.clock.turn(1);
  await client.take('cluster', [], ['a']);
  await client.take('endpoints', [], ['a']);
});

test('endpoints of a lingering cluster stay, also for who asks for them anew', async t => {
  const s = await stage(t);
  const client = await settled(s);
  s.drop(made('cluster', 'a'), made('endpoints', 'a'), host('x', '1'));
  await client.take('virtualHost', [], ['web/x']);
  await client.quiet();
  client.delta('endpoints', { resourceNamesUnsubscribe: ['a'] });
  client.subscribe('endpoints', 'a');
  await client.take('endpoints', ['a']);
  await client.quiet();
});

test('a cluster that is wanted again within its linger was never gone', async t => {
  const s = await stage(t);
  const client = await settled(s);
  s.drop(made('cluster', 'a'), made('endpoints', 'a'), host('x', '1'));
  await client.take('virtualHost', [], ['web/x']);
  await client.quiet();
  s.put(made('cluster', 'a'), made('endpoints', 'a'));
  await client.quiet();
  s.clock.turn(60_000);
  await client.quiet();
});

test('a route flipped back while its old cluster lingers sends the route alone', async t => {
  const s = await stage(t);
  const client = await settled(s);
  s.put(made('cluster', 'b'), host('x', '2', 'b'));
  s.drop(made('cluster', 'a'), made('endpoints', 'a'));
  await client.take('cluster', ['b']);
  await client.take('virtualHost', ['web/x']);
  await client.quiet();
  s.put(made('cluster', 'a'), made('endpoints', 'a'), host('x', '1', 'a'));
  await client.take('virtualHost', ['web/x']);
  await client.quiet();
});

test('clusters that a reconnecting client holds and its view lacks stay until its unknown routes are replaced', async t => {
  const s = await stage(t, { resources: [made('cluster', 'b'), web, host('x', '2', 'b')] });
  const client = s.connect();
  client.resume('cluster', { a: 'old', b: made('cluster', 'b').version });
  client.resume('route', { web: web.version }, ['web']);
  client.resume('virtualHost', { 'web/x': 'old' });
  const replaced = await next(client, 'virtualHost', ['web/x']);
  await client.quiet();
  s.clock.turn(60_000);
  await client.quiet();
  client.ack(replaced);
  await client.quiet();
  s.clock.turn(10_000);
  await client.take('cluster', [], ['a']);
});

test('a route configuration goes after the listener that used it, its virtual hosts after that', async t => {
  const s = await stage(t, { resources: [made('listener', 'l')] });
  const client = await settled(s);
  client.subscribe('listener', '*');
  await client.take('listener', ['l']);
  await client.quiet();
  s.drop(made('listener', 'l'), web, host('x', '1'));
  const gone = await client.next();
  assert.deepEqual([gone.type, gone.removed], ['listener', ['l']]);
  await client.quiet();
  client.ack(gone);
  await client.take('route', [], ['web']);
  await client.take('virtualHost', [], ['web/x']);
});

test('a batch goes out in order: clusters, endpoints, listeners, routes, virtual hosts, secrets', async t => {
  const s = await stage(t);
  const client = await settled(s);
  client.subscribe('listener', '*');
  await client.take('listener', []);
  client.subscribe('secret', 'key');
  await client.take('secret', [], ['key']);
  await client.quiet();
  s.put(
    made('secret', 'key'),
    host('x', '2', 'a'),
    made('route', 'web', '2'),
    made('listener', 'l'),
    made('endpoints', 'a', '2'),
    made('cluster', 'c'),
  );
  const types: string[] = [];
  for (let i = 0; i < 6; i++) types.push((await client.next()).type);
  assert.deepEqual(types, ['cluster', 'endpoints', 'listener', 'route', 'virtualHost', 'secret']);
});

test('a cluster that is wanted again while its removal is on its way is made again before what needs it', async t => {
  const s = await stage(t);
  const client = await settled(s);
  s.drop(made('cluster', 'a'), host('x', '1'));
  await client.take('virtualHost', [], ['web/x']);
  await client.quiet();
  s.clock.turn(10_000);
  const removal = await client.next();
  assert.deepEqual([removal.type, removal.removed], ['cluster', ['a']]);
  s.put(made('cluster', 'a'), host('x', '1', 'a'));
  await client.quiet();
  client.ack(removal);
  const again = await next(client, 'cluster', ['a']);
  await client.take('endpoints', ['a']);
  await client.quiet();
  client.ack(again);
  await client.take('virtualHost', ['web/x']);
});

test('a listener that a cluster leads to stays for as long as that does', async t => {
  const s = await stage(t);
  const door = made('listener', 'door', '1', { requires: ['shared'] });
  const inner = made('listener', 'shared', '1', { behind: 'shared' });
  s.put(made('cluster', 'shared'), door, inner);
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['shared']);
  client.subscribe('listener', '*');
  await client.take('listener', ['door', 'shared']);
  s.put(made('listener', 'door', '2'));
  s.drop(made('cluster', 'shared'), inner);
  await client.take('listener', ['door']);
  await client.quiet();
  s.clock.turn(9_999);
  await client.quiet();
  s.clock.turn(1);
  const clusters = await client.next();
  assert.deepEqual([clusters.type, clusters.removed], ['cluster', ['shared']]);
  await client.quiet();
  client.ack(clusters);
  await client.take('listener', [], ['shared']);
});
