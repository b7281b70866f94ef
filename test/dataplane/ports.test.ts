import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createFleet, type FleetEvent, openRuntimeDirectory } from '#dataplane';
import { freePort, freePorts } from '#lib/testing/free-port.ts';
import { ask, envoy, eventLog, folderFor, guard, isRunning, startUpstream } from './stage.ts';
import { startTinyControlPlane } from './tiny-control-plane.ts';

const shop = 'default/shop';
const blog = 'default/blog';

/** A fleet of two gateways that both want `port`, and nobody told yet. */
async function stageFleet(t: TestContext, port: number, more: readonly number[] = [], retryPortsEvery = 20) {
  const base = join(await folderFor(t), 'runtime');
  const runtime = await openRuntimeDirectory({ base, program: envoy.path });
  const upstream = (await startUpstream(t)).port;
  const xdsAddress = `unix:${join(runtime.path, 'xds.sock')}`;
  const tiny = { ports: [port, ...more], upstream };
  const control = await startTinyControlPlane(xdsAddress, { [shop]: tiny, [blog]: tiny });
  const log = eventLog();
  const fleet = createFleet({
    program: envoy.path,
    guard,
    runtime,
    xdsAddress,
    onEvent: log.push,
    retryPortsEvery,
  });
  t.after(async () => {
    await fleet.stop();
    control.close();
    await runtime.close();
  });
  const member = (id: string, ...ports: number[]) => ({ id, ports, addresses: ['127.0.0.1'] });
  return { fleet, log, control, member };
}

const isBlocked = (event: FleetEvent) => event.kind === 'port-blocked';
const isGranted = (event: FleetEvent) => event.kind === 'port-granted';

/** Somebody else on a port. */
async function occupy(t: TestContext, port: number) {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return server;
}

test('a port in use is told with its gateway and who listens on it, and taken as soon as it is free', async t => {
  const port = await freePort();
  const { fleet, log, member } = await stageFleet(t, port);
  const other = await occupy(t, port);
  fleet.set([member(shop, port)]);
  await log.seen(isBlocked);
  const [blocked] = log.events.filter(isBlocked);
  assert.deepEqual(blocked, {
    kind: 'port-blocked',
    claim: { gateway: shop, addresses: ['127.0.0.1'], port },
    why: `node (process ${process.pid}) listens on it`,
  });
  assert.deepEqual(fleet.members(), [], 'no Envoy shares the port with somebody else');
  other.close();
  await log.seen(isRunning(shop));
  assert.deepEqual(log.events.filter(isGranted), [
    { kind: 'port-granted', claim: { gateway: shop, addresses: ['127.0.0.1'], port }, waited: true },
  ]);
  assert.equal(log.events.filter(isBlocked).length, 1, 'told once, however often it is looked at');
  assert.equal((await ask(port)).status, 200);
});

test('of two gateways on one port the first has it, and the second gets it when the first is gone', async t => {
  const port = await freePort();
  const { fleet, log, member } = await stageFleet(t, port);
  fleet.set([member(shop, port), member(blog, port)]);
  await log.seen(isRunning(shop));
  await log.seen(isBlocked);
  const [blocked] = log.events.filter(isBlocked);
  assert.deepEqual(blocked, {
    kind: 'port-blocked',
    claim: { gateway: blog, addresses: ['127.0.0.1'], port },
    why: `gateway ${shop} listens on it`,
  });
  fleet.set([member(blog, port)]);
  await log.seen(isRunning(blog));
  assert.deepEqual(
    fleet.members().map(m => m.id),
    [blog],
  );
});

test('a gateway that is renamed keeps its port at once, and nobody is told of a conflict', async t => {
  const port = await freePort();
  // Were it left to the next look at the port, this would not end.
  const { fleet, log, member } = await stageFleet(t, port, [], 600_000);
  fleet.set([member(shop, port)]);
  await log.seen(isRunning(shop));
  fleet.set([member(blog, port)]);
  await log.seen(isRunning(blog));
  assert.deepEqual(log.events.filter(isBlocked), []);
  assert.equal((await ask(port)).status, 200);
});

test('a gateway with one port in use serves on its others', async t => {
  const [port = 0, free = 0] = await freePorts(2);
  const { fleet, log, control, member } = await stageFleet(t, port, [free]);
  await occupy(t, port);
  fleet.set([member(shop, port, free)]);
  await log.seen(isRunning(shop));
  await log.seen(isBlocked);
  assert.equal((await ask(free)).status, 200);
  assert.match(control.rejections.join(), /cannot bind/);
});

test('gateways come and go', async t => {
  const port = await freePort();
  const { fleet, log, member } = await stageFleet(t, port);
  fleet.set([member(shop, port)]);
  await log.seen(isRunning(shop));
  fleet.set([]);
  await log.seen(e => e.kind === 'state' && e.state.kind === 'stopped');
  await assert.rejects(ask(port), /ECONNREFUSED/);
  log.clear();
  fleet.set([member(shop, port)]);
  await log.seen(isRunning(shop));
  assert.equal((await ask(port)).status, 200);
});

test('a gateway that comes back while its Envoy ends gets a new one', async t => {
  const port = await freePort();
  const { fleet, log, member } = await stageFleet(t, port);
  fleet.set([member(shop, port)]);
  await log.seen(isRunning(shop));
  const before = fleet.members()[0]?.pid;
  log.clear();
  fleet.set([]);
  fleet.set([member(shop, port)]);
  await log.seen(isRunning(shop));
  assert.notEqual(fleet.members()[0]?.pid, before);
  assert.equal((await ask(port)).status, 200);
});

test('a port that may not be listened on is told with the reason', async t => {
  const { fleet, log } = await stageFleet(t, 1);
  fleet.set([{ id: shop, ports: [8080], addresses: ['127.0.0.1', '192.0.2.1'] }]);
  await log.seen(isBlocked);
  const [blocked] = log.events.filter(isBlocked);
  assert.equal(
    blocked?.kind === 'port-blocked' && blocked.why,
    '192.0.2.1 is not an address of this machine',
  );
});
