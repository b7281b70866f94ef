import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, symlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openRuntimeDirectory, sweepLeftovers } from '#dataplane';
import { freePort, freePorts } from '#lib/testing/free-port.ts';
import type { RunOfOne, RunOfOneOptions } from './run-of-one.ts';
import { ask, envoy, exists, folderFor, guard, noEnvoyAnswers, startUpstream } from './stage.ts';

const program = fileURLToPath(new URL('./run-of-one.ts', import.meta.url));

/** Starts a run in a process of its own and waits until its gateway serves. */
async function startRun(t: TestContext, options: Omit<RunOfOneOptions, 'program'>) {
  const given: RunOfOneOptions = { ...options, program: envoy.path };
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => killHard(child));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const run = JSON.parse(line) as RunOfOne;
  t.after(() => {
    if (exists(run.pid)) process.kill(run.pid, 'SIGKILL');
  });
  return { child, ...run };
}

async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A connection to an Envoy's admin interface: its end is the Envoy's end. */
async function holdOn(adminSocket: string) {
  const connection = connect(adminSocket);
  await once(connection, 'connect');
  // Whether the end is a reset or a clean one depends on what Envoy had read by then.
  connection.on('error', () => {});
  const ended = new Promise(resolve => connection.once('close', resolve));
  return { ended };
}

test('an Envoy dies with a parent that is killed with -9', { skip: guard.length === 0 }, async t => {
  const base = join(await folderFor(t), 'runtime');
  const upstream = (await startUpstream(t)).port;
  const port = await freePort();
  const run = await startRun(t, { base, guard, port, upstream });
  assert.equal((await ask(port)).status, 200);
  const { ended } = await holdOn(run.adminSocket);
  await killHard(run.child);
  await ended;
  await noEnvoyAnswers(port);
});

test('what a killed run left is ended by the next start, which gets its port', async t => {
  const base = join(await folderFor(t), 'runtime');
  const upstream = (await startUpstream(t)).port;
  const port = await freePort();
  // Without the guard: as on a system that has none.
  const first = await startRun(t, { base, guard: [], port, upstream });
  await killHard(first.child);
  assert.equal((await ask(port)).status, 200, 'the Envoy outlives its parent');

  const second = await startRun(t, { base, guard: [], port, upstream });
  assert.deepEqual(second.swept, [first.pid]);
  assert.equal((await ask(port)).status, 200);
  const runs = (await readdir(base)).filter(name => name.startsWith('run-'));
  assert.deepEqual(
    runs.map(name => join(base, name)),
    [second.folder],
  );
});

test('two fleets side by side do not touch each other, nor an Envoy that is not theirs', async t => {
  const folder = await folderFor(t);
  const base = join(folder, 'runtime');
  const upstream = (await startUpstream(t)).port;
  const [first = 0, second = 0, foreign = 0] = await freePorts(3);
  const one = await startRun(t, { base, guard, port: first, upstream });
  // The same program, run by the same user, but of another base: not ours to judge.
  const other = await startRun(t, { base: join(folder, 'other'), guard: [], port: foreign, upstream });
  await killHard(other.child);
  const two = await startRun(t, { base, guard, port: second, upstream });
  assert.deepEqual(two.swept, []);
  for (const port of [first, second, foreign]) assert.equal((await ask(port)).status, 200);

  await killHard(two.child);
  assert.deepEqual(
    (await sweepLeftovers(base)).map(left => left.folder),
    [two.folder],
  );
  assert.equal((await ask(first)).status, 200);
  assert.ok(exists(one.pid));
});

test('a run that is being born is not taken for a dead one', async t => {
  const base = join(await folderFor(t), 'runtime');
  const runtime = await openRuntimeDirectory({ base, program: envoy.path });
  t.after(() => runtime.close());
  assert.deepEqual(await sweepLeftovers(base), []);
  assert.deepEqual(await sweepLeftovers(join(base, 'missing')), []);
});

test('a runtime folder that others may enter, or that is a link, is refused', async t => {
  const folder = await folderFor(t);
  const open = join(folder, 'open');
  await mkdir(open);
  await chmod(open, 0o755);
  await assert.rejects(openRuntimeDirectory({ base: open, program: envoy.path }), /nobody else may enter/);
  const link = join(folder, 'link');
  await symlink(await folderFor(t), link);
  await assert.rejects(openRuntimeDirectory({ base: link, program: envoy.path }), /nobody else may enter/);
});

test('a runtime folder too deep for unix sockets is refused with what to do', async t => {
  const deep = join(await folderFor(t), 'x'.repeat(100));
  await assert.rejects(openRuntimeDirectory({ base: deep, program: envoy.path }), /XDG_RUNTIME_DIR/);
});
