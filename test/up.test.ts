import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const program = fileURLToPath(new URL('../src/main/cli.ts', import.meta.url));
const host = 'up.test';

const resources = (port: number, upstream: number | string | undefined) =>
  [gatewayOn(port), backend('a', upstream), route('shop', host, rule('/', 'a'))].join('---');

/** Up is a running `fairlead up`, and what it has printed. */
interface Up {
  readonly child: ChildProcess;
  printed(): string;
  /** Resolves when it has printed something that matches. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
}

describe('fairlead up', () => {
  let upstreams: Upstreams;
  let root: string;
  let directory: string;
  const ups = new Set<ChildProcess>();

  before(async () => {
    upstreams = await startUpstreams();
    root = mkdtempSync(join(tmpdir(), 'fairlead-up-'));
  });
  after(async () => {
    for (const child of ups) child.kill('SIGKILL');
    await upstreams.close();
    rmSync(root, { recursive: true });
  });

  function start(name: string, text: string): Up {
    directory = join(root, name);
    mkdirSync(directory);
    writeFileSync(join(directory, 'all.yaml'), text);
    return run(name);
  }

  function run(name: string): Up {
    const state = join(root, `${name}-state`);
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', program, 'up', join(root, name), '--state', state],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, XDG_RUNTIME_DIR: root, NO_COLOR: '1' },
      },
    );
    ups.add(child);
    let text = '';
    const listeners = new Set<() => void>();
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', chunk => {
        text += chunk;
        for (const listener of listeners) listener();
      });
    }
    return {
      child,
      printed: () => text,
      says: pattern =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`never said ${pattern}: ${text}`)), 20_000);
          const look = () => {
            const found = pattern.exec(text);
            if (found === null) return;
            clearTimeout(timer);
            listeners.delete(look);
            resolve(found);
          };
          listeners.add(look);
          child.once('exit', () => reject(new Error(`ended before it said ${pattern}: ${text}`)));
          look();
        }),
    };
  }

  async function answersWith(port: number, status: number): Promise<void> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const got = await ask({ plain: port, secure: 0 }, { host, path: '/' }).then(
        a => a.status,
        () => 0,
      );
      if (got === status) return;
      if (Date.now() > deadline) throw new Error(`port ${port} answers ${got}, not ${status}`);
      await pause(30);
    }
  }

  async function stopped({ child }: Up, signal: NodeJS.Signals): Promise<number> {
    const started = Date.now();
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
    return Date.now() - started;
  }

  it('serves, follows an edit, tells a mistake with its place, and ends within two seconds of Ctrl-C leaving nothing', async () => {
    const port = await freePort();
    const text = resources(port, upstreams.values.a);
    const up = start('whole', text);
    const [, url] = await up.says(/(https?:\/\/\S+)/);
    assert.equal(url, `http://127.0.0.1:${port}`);
    const [, pid] = await up.says(/Envoy is ready \(process (\d+)\)/);
    await answersWith(port, 200);
    assert.equal((await ask({ plain: port, secure: 0 }, { host, path: '/' })).seen?.backend, 'a');

    writeFileSync(
      join(directory, 'all.yaml'),
      text.replace(`port: ${upstreams.values.a}}`, `port: ${upstreams.values.b}}`),
    );
    await up.says(/~ backend\/default\/a \(\S*all\.yaml:\d+\) → 1 \S+.* acknowledged in/);
    assert.equal((await ask({ plain: port, secure: 0 }, { host, path: '/' })).seen?.backend, 'b');

    writeFileSync(join(directory, 'all.yaml'), text.replace('name: a}]', 'name: nobody}]'));
    await up.says(
      /all\.yaml:\d+: error: httproute\/default\/shop spec\.rules\[0\]\.backendRefs\[0\]: Backend default\/nobody not found/,
    );

    assert.ok((await stopped(up, 'SIGINT')) < 2000);
    assert.equal(isRunning(Number(pid)), false, 'the Envoy outlived it');
  });

  it('leaves no Envoy behind when it is killed with -9', async () => {
    const up = start('killed', resources(await freePort(), upstreams.values.a));
    const [, pid] = await up.says(/Envoy is ready \(process (\d+)\)/);
    await stopped(up, 'SIGKILL');
    const deadline = Date.now() + 3000;
    while (isRunning(Number(pid)) && Date.now() < deadline) await pause(20);
    assert.equal(isRunning(Number(pid)), false);
  });

  it('waits where there is no Gateway, and starts an Envoy when one comes', async () => {
    const port = await freePort();
    const up = start('empty', '');
    await up.says(/no Gateway yet/);
    writeFileSync(join(directory, 'all.yaml'), resources(port, upstreams.values.a));
    await up.says(/Envoy is ready/);
    await answersWith(port, 200);
    await stopped(up, 'SIGTERM');
  });

  it('names who holds a port in use, and takes the port when it is free', async () => {
    const port = await freePort();
    const holder = net.createServer().listen(port, '127.0.0.1');
    await once(holder, 'listening');
    const up = start('blocked', resources(port, upstreams.values.a));
    await up.says(new RegExp(`port ${port} cannot be used: .*process ${process.pid}`));
    await new Promise(resolve => holder.close(resolve));
    await up.says(/is free now/);
    await answersWith(port, 200);
    await stopped(up, 'SIGTERM');
  });

  it('serves the last good version after kill -9 with a broken file in the directory', async () => {
    const port = await freePort();
    const text = resources(port, upstreams.values.a);
    const first = start('restarted', text);
    await first.says(/Envoy is ready/);
    await answersWith(port, 200);
    writeFileSync(join(directory, 'all.yaml'), `${text.slice(0, text.lastIndexOf('  rules:'))}  rules: [`);
    await first.says(/is not valid YAML/);
    await answersWith(port, 200);
    await stopped(first, 'SIGKILL');
    const second = run('restarted');
    await second.says(/Envoy is ready/);
    await answersWith(port, 200);
    await stopped(second, 'SIGTERM');
  });

  it('says in a line what is wrong with a directory that is not there', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', program, 'up', join(root, 'nowhere')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', chunk => {
      text += chunk;
    });
    const [code] = await once(child, 'exit');
    assert.equal(code, 1);
    assert.match(text, /^fairlead: .*nowhere.*\n$/);
  });
});

function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // A zombie is dead: it waits for whoever inherited it.
    return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z') && readdirSync(`/proc/${pid}/fd`).length >= 0;
  } catch {
    return false;
  }
}
