import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { type LoadResult, startLoad } from './harness/steady-load.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const host = 'load.test';

const shop = (...rules: string[]) => route('shop', host, ...rules);

/** Runs edits under load; every answer must be a 200, from one of the upstreams that may serve it at all. */
async function underLoad(
  gateway: RunningGateway,
  port: number,
  edits: () => Promise<void>,
): Promise<LoadResult> {
  const load = startLoad({ port, host, path: '/x' });
  await edits();
  await gateway.settled();
  const result = await load.stop();
  assert.deepEqual(Object.keys(result.statuses), ['200'], JSON.stringify(result));
  assert.ok(result.total > 50, `only ${result.total} requests`);
  return result;
}

describe('no edit drops a request', () => {
  let upstreams: Upstreams;
  let gateway: RunningGateway;
  let port: number;
  const file = (name: string) => join(gateway.directory, name);

  before(async () => {
    upstreams = await startUpstreams();
    port = await freePort();
    const { a, b, c } = upstreams.values;
    gateway = await runGateway({
      'gateway.yaml': gatewayOn(port),
      'backends.yaml': [backend('a', a), backend('b', b), backend('c', c)].join('---'),
      'route.yaml': shop(rule('/', 'a')),
    });
  });
  after(async () => {
    await gateway.close();
    await upstreams.close();
  });

  it('a route that flips between backends, each of which is new to the proxy every time', async () => {
    const { backends } = await underLoad(gateway, port, async () => {
      for (let i = 0; i < 60; i++) {
        gateway.write('route.yaml', shop(rule('/', i % 2 === 0 ? 'b' : 'a')));
        await pause(15);
      }
    });
    assert.deepEqual(Object.keys(backends).sort(), ['a', 'b']);
  });

  it('rules that are reordered: what matches a request answers it, before and after', async () => {
    const rules = [rule('/', 'a'), rule('/other', 'b'), rule('/third', 'c')];
    const { backends } = await underLoad(gateway, port, async () => {
      for (let i = 0; i < 30; i++) {
        gateway.write('route.yaml', shop(...rules.slice(i % 3), ...rules.slice(0, i % 3)));
        await pause(15);
      }
    });
    assert.deepEqual(Object.keys(backends), ['a']);
  });

  it('a route that is renamed', async () => {
    await underLoad(gateway, port, async () => {
      for (let i = 0; i < 20; i++) {
        gateway.write('route.yaml', route(`shop-${i}`, host, rule('/', 'a')));
        await pause(15);
      }
    });
  });

  it('endpoints that come and go', async () => {
    const { a, b, c } = upstreams.values;
    await underLoad(gateway, port, async () => {
      for (let i = 0; i < 30; i++) {
        const sets = [[a], [a, b], [b], [b, c], [c, a]];
        const rest = [backend('b', b), backend('c', c)];
        gateway.write('backends.yaml', [backend('a', ...(sets[i % sets.length] ?? [])), ...rest].join('---'));
        await pause(15);
      }
    });
  });

  it('a route that moves from one file to another, unlinked before it is written again', async () => {
    const text = shop(rule('/', 'a'));
    gateway.write('route.yaml', text);
    await underLoad(gateway, port, async () => {
      for (let i = 0; i < 10; i++) {
        const [from, to] = i % 2 === 0 ? ['route.yaml', 'moved.yaml'] : ['moved.yaml', 'route.yaml'];
        rmSync(file(from));
        await pause(10);
        writeFileSync(file(to), text);
        await pause(80);
      }
    });
  });

  it('an editor that truncates a file and writes it again in pieces', async () => {
    const text = shop(rule('/', 'a'));
    await underLoad(gateway, port, async () => {
      for (let i = 0; i < 10; i++) {
        const fd = openSync(file('route.yaml'), 'r+');
        ftruncateSync(fd, 0);
        await pause(10);
        for (const piece of [text.slice(0, 70), text.slice(70)]) {
          writeSync(fd, piece, piece === text.slice(70) ? 70 : 0);
          await pause(10);
        }
        closeSync(fd);
        await pause(30);
      }
    });
  });

  it('a git checkout that moves routes between files', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@test', ...args], {
        cwd: gateway.directory,
        stdio: 'pipe',
      });
    const text = shop(rule('/', 'a'));
    gateway.write('route.yaml', text);
    git('init', '-q', '-b', 'one');
    git('add', '.');
    git('commit', '-qm', 'one');
    git('checkout', '-qb', 'two');
    renameSync(file('route.yaml'), file('a-new-place.yaml'));
    writeFileSync(file('another.yaml'), route('neighbour', host, rule('/neighbour', 'b')));
    git('add', '-A');
    git('commit', '-qm', 'two');
    await gateway.settled();
    await underLoad(gateway, port, async () => {
      for (let i = 0; i < 12; i++) {
        git('checkout', '-q', i % 2 === 0 ? 'one' : 'two');
        await pause(100);
      }
    });
  });

  it('mistakes of every sort in a file of its own, and in the route itself', async () => {
    const good = shop(rule('/', 'a'));
    gateway.write('route.yaml', good);
    await underLoad(gateway, port, async () => {
      for (const broken of [
        '{',
        'kind: [',
        `${good}\n  nonsense: {`,
        good.replace('rules:', 'rules: 7\n  old:'),
        '\0',
        'a: *nobody',
        '',
      ]) {
        gateway.write('broken.yaml', broken);
        if (broken !== '') gateway.write('route.yaml', broken);
        await pause(40);
        gateway.write('route.yaml', good);
        await pause(40);
      }
    });
  });
});
