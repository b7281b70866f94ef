import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { makeWorkplace, type Running, type Workplace } from '../src/cli/testing/workplace.ts';
import { ask } from './harness/client.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const host = 'up.test';

const resources = (port: number, upstream: number | string | undefined) =>
  [gatewayOn(port), backend('a', upstream), route('shop', host, rule('/', 'a'))].join('---');

describe('fairlead up', () => {
  let upstreams: Upstreams;
  let place: Workplace;

  before(async () => {
    upstreams = await startUpstreams();
    place = await makeWorkplace();
  });
  after(async () => {
    await place.close();
    await upstreams.close();
  });

  const write = (name: string, text: string) => place.write(`${name}/all.yaml`, text);

  function start(name: string, text: string): Running {
    write(name, text);
    return run(name);
  }

  function run(name: string, ...flags: readonly string[]): Running {
    const { FAIRLEAD_ENVOY } = process.env;
    const env = FAIRLEAD_ENVOY === undefined ? {} : { FAIRLEAD_ENVOY };
    return place.start(['up', name, '--state', `${name}-state`, ...flags], { env });
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

  async function stopped({ child, ended }: Running, signal: NodeJS.Signals): Promise<number> {
    const started = Date.now();
    child.kill(signal);
    await ended;
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

    write('whole', text.replace(`port: ${upstreams.values.a}}`, `port: ${upstreams.values.b}}`));
    await up.says(/~ backend\/default\/a \(\S*all\.yaml:\d+\) → 1 \S+.* acknowledged in/);
    assert.equal((await ask({ plain: port, secure: 0 }, { host, path: '/' })).seen?.backend, 'b');

    write('whole', text.replace('name: a}]', 'name: nobody}]'));
    await up.says(
      /all\.yaml:\d+: error: httproute\/default\/shop spec\.rules\[0\]\.backendRefs\[0\]: Backend default\/nobody not found/,
    );

    await up.says(/\+ proxy default\/edge \(Envoy 1\.\d+\.\d+\) connected\n/);

    assert.ok((await stopped(up, 'SIGINT')) < 2000);
    assert.doesNotMatch((await up.ended).stdout, /proxy .* disconnected/, 'our own end is no news');
    assert.equal(isRunning(Number(pid)), false, 'the Envoy outlived it');
  });

  it('lets no gateway of its own reach its REST API', async () => {
    const [port, api] = [await freePort(), await freePort()];
    write('own', resources(port, api));
    const up = run('own', '--api', `127.0.0.1:${api}`);
    await up.says(/Envoy is ready/);
    await answersWith(port, 500);
    const { stdout } = await place.run(['get', 'findings', '--api', `http://127.0.0.1:${api}`]);
    assert.match(stdout, /is where the control plane itself listens/);
    await stopped(up, 'SIGTERM');
  });

  it('writes where it is told, whatever its own output is', async () => {
    const port = await freePort();
    const infrastructure =
      'infrastructure: {parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: logs}}';
    const text = [
      resources(port, upstreams.values.a).replace(
        'spec:\n  gatewayClassName',
        `spec:\n  ${infrastructure}\n  gatewayClassName`,
      ),
      `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: {name: logs}
spec:
  telemetry:
    accessLog:
      settings:
        - {format: {type: Text, text: "out: %REQ(:PATH)%\\n"}, sinks: [{type: File, file: {path: /dev/stdout}}]}
        - {format: {type: Text, text: "err: %REQ(:PATH)%\\n"}, sinks: [{type: File, file: {path: /dev/stderr}}]}
`,
      `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: checked}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  healthCheck: {active: {type: HTTP, http: {path: /}, healthCheckLog: {sinks: [{type: File, file: {path: /dev/stdout}}]}}}
`,
    ].join('---');
    // What programs of Node, and service managers, give is a socket, which nobody can open by its name.
    const up = start('logged', text);
    await up.says(/Envoy is ready/);
    await answersWith(port, 200);
    await up.says(/out: \//);
    await up.says(/err: \//);
    await up.says(/"add_healthy_event"/);
    await stopped(up, 'SIGTERM');
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
    await up.says(/no Gateway and no Dataplane yet/);
    write('empty', resources(port, upstreams.values.a));
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
    write('restarted', `${text.slice(0, text.lastIndexOf('  rules:'))}  rules: [`);
    await first.says(/is not valid YAML/);
    await answersWith(port, 200);
    await stopped(first, 'SIGKILL');
    const second = run('restarted');
    await second.says(/Envoy is ready/);
    await answersWith(port, 200);
    await stopped(second, 'SIGTERM');
  });

  it('says in a line what is wrong with a directory that is not there', async () => {
    const { code, stderr } = await place.run(['up', 'nowhere']);
    assert.equal(code, 1);
    assert.match(stderr, /^fairlead: .*nowhere.*\n$/);
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
