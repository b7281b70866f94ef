import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, ftruncateSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, freePorts } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
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

describe('no edit drops a connection', () => {
  it('a TCPRoute whose backends and weights change, beside another listener', async () => {
    const upstreams = await startUpstreams();
    const [port = 0, steady = 0] = await freePorts(2);
    const { a, b, c } = upstreams.values;
    const tcpRoute = (name: string, listener: string, ...to: string[]) => `
apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: {name: ${name}}
spec:
  parentRefs: [{name: edge, sectionName: ${listener}}]
  rules:
    - backendRefs: [${to.map(t => `{group: gateway.envoyproxy.io, kind: Backend, ${t}}`).join(', ')}]
`;
    const gateway = await runGateway({
      'gateway.yaml': gatewayOn(await freePort()).replace(
        'listeners: [',
        `listeners: [{name: tcp, protocol: TCP, port: ${port}}, {name: steady, protocol: TCP, port: ${steady}}, `,
      ),
      'backends.yaml': [backend('a', a), backend('b', b), backend('c', c)].join('---'),
      'route.yaml': tcpRoute('db', 'tcp', 'name: a'),
      'steady.yaml': tcpRoute('steady', 'steady', 'name: a'),
    });
    try {
      // One connection for all of it: whatever happens to its neighbour, it stays.
      const kept = net.connect(steady, '127.0.0.1');
      await once(kept, 'connect');
      let lost = false;
      kept.on('close', () => {
        lost = true;
      });
      const answers = new Map<string, number>();
      let running = true;
      const ports = { plain: port, secure: port };
      const loop = async () => {
        while (running) {
          const { status, seen } = await ask(ports, { host: 'any.test', path: '/' });
          const who = seen?.backend ?? `status ${status}`;
          answers.set(who, (answers.get(who) ?? 0) + 1);
        }
      };
      const loops = [loop(), loop(), loop()];
      const routes = [['name: a'], ['name: b, weight: 1', 'name: c, weight: 2'], ['name: b'], ['name: c']];
      for (let i = 0; i < 60; i++) {
        gateway.write('route.yaml', tcpRoute('db', 'tcp', ...(routes[i % routes.length] ?? [])));
        await pause(20);
      }
      await gateway.settled();
      running = false;
      await Promise.all(loops);
      assert.deepEqual([...answers.keys()].sort(), ['a', 'b', 'c'], JSON.stringify([...answers]));
      assert.equal(lost, false, 'the connection through the other listener was closed');
      kept.destroy();
    } finally {
      await gateway.close();
      await upstreams.close();
    }
  });
});

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

  it('policies that are attached, edited, moved to the gateway and to a rule, and removed', async () => {
    const policy = (target: string, settings: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: changing}
spec: {targetRefs: [{group: gateway.networking.k8s.io, ${target}}], ${settings}}
`;
    const onRoute = 'kind: HTTPRoute, name: shop';
    const onGateway = 'kind: Gateway, name: edge';
    const versions = [
      policy(onRoute, 'timeout: {http: {requestTimeout: 5s}}'),
      policy(onRoute, 'circuitBreaker: {maxConnections: 500}'),
      policy(onRoute, 'circuitBreaker: {maxConnections: 600}, retry: {numRetries: 1}'),
      policy(onGateway, 'loadBalancer: {type: Random}, timeout: {http: {connectionIdleTimeout: 1m}}'),
      policy(`${onGateway}, sectionName: http`, 'loadBalancer: {type: RoundRobin}'),
      policy(onRoute, 'mergeType: StrategicMerge, connection: {bufferLimit: 64Ki}'),
      '',
    ];
    gateway.write('route.yaml', shop(rule('/', 'a')));
    await gateway.settled();
    await underLoad(gateway, port, async () => {
      for (let i = 0; i < 70; i++) {
        gateway.write('policy.yaml', versions[i % versions.length] ?? '');
        await pause(15);
      }
    });
    gateway.write('policy.yaml', '');
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
