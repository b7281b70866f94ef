import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { askAdmin, createFleet, openRuntimeDirectory } from '#dataplane';
import { freePort } from '#lib/testing/free-port.ts';
import { ask, envoy, eventLog, exists, folderFor, guard, isRunning, startUpstream } from './stage.ts';
import { startTinyControlPlane } from './tiny-control-plane.ts';

const gateway = 'default/shop';

/** A gateway with a running Envoy on a port of its own. */
async function stageGateway(t: TestContext) {
  const base = join(await folderFor(t), 'runtime');
  const runtime = await openRuntimeDirectory({ base, program: envoy.path });
  const upstream = await startUpstream(t);
  const port = await freePort();
  const xdsAddress = `unix:${join(runtime.path, 'xds.sock')}`;
  const control = await startTinyControlPlane(xdsAddress, {
    [gateway]: { ports: [port], upstream: upstream.port },
  });
  const log = eventLog();
  const fleet = createFleet({ program: envoy.path, guard, runtime, xdsAddress, onEvent: log.push });
  t.after(async () => {
    await fleet.stop();
    control.close();
    await runtime.close();
  });
  fleet.set([{ id: gateway, ports: [port], addresses: ['127.0.0.1'] }]);
  await log.seen(isRunning(gateway));
  const pid = () => fleet.members()[0]?.pid ?? 0;
  return { fleet, runtime, upstream, control, log, port, pid };
}

test('an Envoy is running when it serves what the control plane told it', async t => {
  const { port, control, runtime, fleet } = await stageGateway(t);
  assert.deepEqual(await ask(port), { status: 200, body: 'hello', closes: false, byEnvoy: true });
  assert.deepEqual(control.streams, [gateway]);
  assert.deepEqual(control.rejections, []);
  const [member] = fleet.members();
  assert.ok(member);
  assert.equal((await stat(member.adminSocket)).mode & 0o777, 0o600, 'the admin socket is its owner’s alone');
  assert.equal((await stat(runtime.path)).mode & 0o777, 0o700);
  assert.equal((await stat(runtime.base)).mode & 0o777, 0o700);
});

test('of a cluster’s statistics those are kept that people read, and no others', async t => {
  const { port, fleet } = await stageGateway(t);
  await ask(port);
  const adminSocket = fleet.members()[0]?.adminSocket ?? '';
  const { body } = await askAdmin(adminSocket, 'GET', '/stats?filter=%5Ecluster%5C.upstream%5C.');
  const kept = body.split('\n').map(line => line.split(': ')[0]?.replace('cluster.upstream.', ''));
  for (const name of ['membership_healthy', 'upstream_rq_total', 'upstream_rq_2xx', 'upstream_rq_time']) {
    assert.ok(kept.includes(name), `${name} is kept`);
  }
  assert.ok(!kept.includes('upstream_cx_rx_bytes_total'));
  assert.ok(kept.length < 25, `${kept.length} are kept`);
});

test('an Envoy that dies is started again, and says how it died', async t => {
  const { port, log, pid } = await stageGateway(t);
  const first = pid();
  log.clear();
  process.kill(first, 'SIGKILL');
  await log.seen(isRunning(gateway));
  assert.notEqual(pid(), first);
  assert.equal((await ask(port)).status, 200);
  const backOff = log.events.find(e => e.kind === 'state' && e.state.kind === 'backing-off');
  assert.ok(backOff?.kind === 'state' && backOff.state.kind === 'backing-off');
  assert.equal(backOff.state.reason, 'signal SIGKILL');
  assert.equal(backOff.state.delay, 200);
});

test('a stop finishes the request in flight, tells clients to close, and leaves no process', async t => {
  const { port, upstream, fleet, pid } = await stageGateway(t);
  const process = pid();
  const slow = ask(port, '/slow');
  await upstream.slowArrived;
  const stopped = fleet.stop();
  await waitForClose(port);
  upstream.answerSlow();
  assert.deepEqual(await slow, { status: 200, body: 'slow', closes: true, byEnvoy: true });
  await stopped;
  assert.equal(exists(process), false);
  await assert.rejects(ask(port), /ECONNREFUSED/);
});

/** Drained, it still answers, and closes after each answer. */
async function waitForClose(port: number): Promise<void> {
  while (!(await ask(port)).closes);
}

test('a stop takes less than two seconds, also while a request never ends', async t => {
  const { port, upstream, fleet, pid } = await stageGateway(t);
  const process = pid();
  const cut = assert.rejects(ask(port, '/slow'), /socket hang up|ECONNRESET/);
  await upstream.slowArrived;
  const before = performance.now();
  await fleet.stop();
  assert.ok(performance.now() - before < 2_000);
  assert.equal(exists(process), false);
  await cut;
});

test('a stop takes less than two seconds, also where Envoy hangs', async t => {
  const { fleet, pid } = await stageGateway(t);
  const hanging = pid();
  process.kill(hanging, 'SIGSTOP');
  const before = performance.now();
  await fleet.stop();
  assert.ok(performance.now() - before < 2_000);
  assert.equal(exists(hanging), false);
});

test('a stop while Envoy is being started leaves no process', async t => {
  const runtime = await openRuntimeDirectory({
    base: join(await folderFor(t), 'runtime'),
    program: envoy.path,
  });
  t.after(() => runtime.close());
  for (const delay of [0, 1, 5, 20]) {
    const log = eventLog();
    const options = { program: envoy.path, guard, runtime, xdsAddress: '127.0.0.1:1', onEvent: log.push };
    const fleet = createFleet(options);
    fleet.set([{ id: gateway, ports: [], addresses: [] }]);
    await pause(delay);
    const started = fleet.members()[0]?.pid;
    await fleet.stop();
    assert.deepEqual(fleet.members(), []);
    if (started !== undefined) assert.equal(exists(started), false);
    fleet.set([{ id: gateway, ports: [], addresses: [] }]);
    assert.deepEqual(fleet.members(), [], 'a fleet that was stopped starts nothing');
  }
});

test('an idle Envoy is gone at once', async t => {
  const { fleet } = await stageGateway(t);
  const before = performance.now();
  await fleet.stop();
  assert.ok(performance.now() - before < 500, `took ${performance.now() - before} ms`);
});

test('an Envoy that was signalled with us (a terminal’s Ctrl-C) is not started again', async t => {
  const { fleet, log, pid } = await stageGateway(t);
  process.kill(pid(), 'SIGINT');
  await fleet.stop();
  assert.equal(fleet.members().length, 0);
  const states = log.events.flatMap(e => (e.kind === 'state' ? [e.state.kind] : []));
  assert.deepEqual(states.slice(-2), ['draining', 'stopped']);
});

test('an Envoy that cannot start is tried again ever more slowly, with its reason, until it is stopped', async t => {
  const base = join(await folderFor(t), 'runtime');
  const runtime = await openRuntimeDirectory({ base, program: '/bin/false' });
  t.after(() => runtime.close());
  const log = eventLog();
  const fleet = createFleet({
    program: '/bin/false',
    guard,
    runtime,
    xdsAddress: '127.0.0.1:1',
    onEvent: log.push,
    backOff: { first: 5, longest: 20, settledAfter: 1_000 },
  });
  fleet.set([{ id: gateway, ports: [], addresses: [] }]);
  await log.seen(e => e.kind === 'state' && e.state.kind === 'backing-off' && e.state.failures === 4);
  await fleet.stop();
  const tries = log.events.flatMap(e =>
    e.kind === 'state' && e.state.kind === 'backing-off' ? [e.state] : [],
  );
  assert.deepEqual(
    tries.slice(0, 4).map(s => s.delay),
    [5, 10, 20, 20],
  );
  assert.ok(tries.every(s => s.reason === 'exit code 1'));
  const last = log.events.at(-1);
  assert.equal(last?.kind === 'state' && last.state.kind, 'stopped');
});
