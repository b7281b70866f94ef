import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { freePort } from '#lib/testing/free-port.ts';
import { ask, checkout, folderFor, noEnvoyAnswers } from './stage.ts';

const run = promisify(execFile);

/** A checkout of its own for `npm start`, which may write into it: a copy of what it writes, links to the rest. */
async function copyOfCheckout(t: TestContext): Promise<string> {
  const copy = await folderFor(t);
  for (const name of ['scripts', 'bin', 'examples', 'package.json', 'package-lock.json']) {
    await cp(join(checkout, name), join(copy, name), { recursive: true });
  }
  for (const name of ['src', 'gen', 'node_modules', '.cache', 'tsconfig.json']) {
    await symlink(join(checkout, name), join(copy, name));
  }
  // A port that was free a moment ago, so that suites side by side do not meet on the one that is written.
  const port = await freePort();
  await edit(join(copy, 'examples/quickstart/gateway.yaml'), text =>
    text.replace('port: 8080', `port: ${port}`),
  );
  return copy;
}

/** Replaces a file in one step, as editors do. */
async function edit(path: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(path, 'utf8');
  const after = change(before);
  assert.notEqual(after, before);
  await writeFile(`${path}.new`, after);
  await rename(`${path}.new`, path);
}

/** `npm start` in a checkout, as far as its last word of greeting. */
async function start(t: TestContext, folder: string) {
  const runtime = join(folder, 'runtime');
  await mkdir(runtime, { mode: 0o700 });
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: folder,
    env: { ...process.env, XDG_RUNTIME_DIR: runtime },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => end(child, 'SIGKILL'));
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.includes('Ctrl-C ends everything')) break;
  }
  child.stdout.resume();
  const url = lines.join('\n').match(/http:\/\/[\d.]+:(\d+)/);
  assert.ok(url, `a URL is printed:\n${lines.join('\n')}`);
  return { child, lines, port: Number(url[1]) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** Asks until the answer is as wanted: the traffic follows an edit within milliseconds. */
async function askUntil(port: number, path: string, wanted: RegExp): Promise<void> {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; ) {
    if (wanted.test((await ask(port, path)).body)) return;
  }
  assert.fail(`${path} never answered ${wanted}`);
}

test('every command that npm start prints works, an edit changes the traffic, and SIGTERM ends it all', async t => {
  const folder = await copyOfCheckout(t);
  const { child, lines, port } = await start(t, folder);
  const commands = lines.map(line => /^ {2}(curl .*?) +#/.exec(line)?.[1]).filter(c => c !== undefined);
  assert.equal(commands.length, 7);
  for (const command of commands) {
    const { stdout } = await run('sh', ['-c', `${command} --fail --max-time 5`]);
    assert.match(stdout, /answered by: (tcp|unix|http2)|302 Found/, command);
  }
  const first = await ask(port, '/');
  assert.equal(first.status, 200, 'the first click');
  const suggested = [...first.body.matchAll(/^ {2}http:\/\/127\.0\.0\.1:(\d+)(\/\S*) {2,}\S/gm)];
  assert.equal(suggested.length, 7, first.body);
  for (const [, at, path = ''] of suggested) {
    assert.equal(Number(at), port);
    assert.ok([200, 302].includes((await ask(port, path)).status), path);
  }
  for (const [path, backend] of [
    ['/fqdn', 'tcp'],
    ['/short', 'tcp'],
    ['/unix', 'unix'],
    ['/mixed', '(tcp|unix)'],
    ['/http2', 'http2'],
  ] as const) {
    assert.match((await ask(port, path)).body, new RegExp(`^answered by: ${backend}\n`), path);
  }

  const routes = join(folder, 'examples/quickstart/2-weights.yaml');
  await edit(routes, text =>
    text.replace('value: /weights', 'value: /elsewhere').replaceAll('name: ip', 'name: http2'),
  );
  await askUntil(port, '/elsewhere', /answered by: http2/);

  const before = performance.now();
  await end(child, 'SIGTERM');
  assert.ok(performance.now() - before < 2_000);
  await assert.rejects(ask(port), { code: 'ECONNREFUSED' });
});

test('npm start that is killed with -9 leaves nothing that listens', async t => {
  const { child, port } = await start(t, await copyOfCheckout(t));
  await end(child, 'SIGKILL');
  await noEnvoyAnswers(port);
});

test('where the port of the example is in use, npm start finds another and says so in the example', async t => {
  const folder = await copyOfCheckout(t);
  const taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.after(() => taken.close());
  const busy = (taken.address() as AddressInfo).port;
  const path = join(folder, 'examples/quickstart/gateway.yaml');
  await edit(path, text => text.replace(/port: \d+/, `port: ${busy}`));
  const { port, lines } = await start(t, folder);
  assert.notEqual(port, busy);
  assert.ok(lines.includes(`Port ${busy} is in use, so examples/quickstart/gateway.yaml now says ${port}.`));
  assert.match(await readFile(path, 'utf8'), new RegExp(`port: ${port}$`, 'm'));
  assert.equal((await ask(port, '/ip')).status, 200);
});
