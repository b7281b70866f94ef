import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, freePorts } from '#lib/testing/free-port.ts';
import { makeWorkplace, type Running, type Workplace } from '../../src/cli/testing/workplace.ts';
import { ask } from '../harness/client.ts';
import { startLoad } from '../harness/steady-load.ts';
import { startUpstreams, type Upstreams } from '../harness/upstreams.ts';
import { shopMesh } from './shop-mesh.ts';

const run = promisify(execFile);
/** ms in which what is to be so comes to be so. */
const patience = 20_000;

/** Looks again and again: what other processes do, nobody tells us of. */
async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = performance.now() + patience; ; await pause(25)) {
    const found = await look();
    if (found !== undefined) return found;
    assert.ok(performance.now() < end, `not within ${patience} ms: ${what}`);
  }
}

describe('fairlead proxy', () => {
  let place: Workplace;
  let upstreams: Upstreams;
  let ports: { xds: number; api: number; join: number; outbound: number };
  let controlPlane: Running;
  const proxies = new Map<string, Running>();
  const dnsPorts = new Map<string, number>();

  const inbound = (name: string, address: string, port: number | string) =>
    `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name.replace(/-\d$/, '')}}
networking:
  address: {{ address }}
  inbound: [{name: web, port: 8080, serviceAddress: 127.0.0.1, servicePort: ${port}, protocol: http}]
`.replace('{{ address }}', address === '' ? '{{ address }}' : address);

  before(async () => {
    place = await makeWorkplace();
    upstreams = await startUpstreams();
    const [xds = 0, api = 0, join = 0, outbound = 0, captured = 0, returned = 0] = await freePorts(6);
    ports = { xds, api, join, outbound };
    place.write('mesh/mesh.yaml', shopMesh);
    place.write('shop-1.yaml', inbound('shop-1', '127.8.0.1', Number(upstreams.values.a)));
    place.write('shop-2.yaml', inbound('shop-2', '', '{{ port }}'));
    place.write(
      'client-1.yaml',
      `${inbound('client-1', '127.8.0.3', Number(upstreams.values.c))}  outbound:
    - {port: ${outbound}, backendRef: {kind: MeshService, name: shop, port: 80}}
`,
    );
    // Nothing is redirected to it here: it is told names and listens, as it would be where something is.
    place.write(
      'caller-1.yaml',
      `${inbound('caller-1', '127.8.0.4', Number(upstreams.values.c))}  transparentProxying:
    {redirectPortInbound: ${returned}, redirectPortOutbound: ${captured}, ipFamilyMode: IPv4}
`,
    );
    await serve();
  });
  after(async () => {
    await place.close();
    await upstreams.close();
  });

  async function serve(): Promise<void> {
    const { xds, api, join } = ports;
    const at = ['--xds', `127.0.0.1:${xds}`, '--api', `127.0.0.1:${api}`, '--join', `127.0.0.1:${join}`];
    controlPlane = place.start(['serve', '-f', 'mesh', ...at]);
    await controlPlane.says(/proxies that join/);
  }

  async function startProxy(name: string, ...more: string[]): Promise<Running> {
    const dns = dnsPorts.get(name) ?? (await freePort());
    dnsPorts.set(name, dns);
    const proxy = place.start([
      ...['proxy', '--dataplane-file', `${name}.yaml`, '--cp-address', `http://127.0.0.1:${ports.join}`],
      ...['--dns-proxy-port', String(dns), '--dns-server', '127.0.0.1:9', '--concurrency', '1', ...more],
    ]);
    proxies.set(name, proxy);
    await proxy.says(/DNS on/);
    return proxy;
  }

  const get = () => ask({ plain: ports.outbound, secure: 0 }, { host: 'shop', path: '/' });
  const backends = async () => {
    const seen = new Set<string>();
    for (let i = 0; i < 20; i++) seen.add((await get().catch(() => undefined))?.seen?.backend ?? 'none');
    return [...seen].sort().join(' ');
  };
  const reached = (wanted: string) =>
    until(`answers of ${wanted}`, async () => ((await backends()) === wanted ? true : undefined));
  const resolve = async (name: string, host = 'shop.svc.mesh.local') => {
    const port = String(dnsPorts.get(name));
    return /^\d+\.\d+\.\d+\.\d+$/m.exec(await dig(port, host))?.[0];
  };
  const dig = async (port: string, ...asked: string[]) => {
    const { stdout } = await run('dig', [
      '+short',
      '+tries=1',
      '+time=2',
      '@127.0.0.1',
      '-p',
      port,
      ...asked,
    ]);
    return stdout.trim();
  };
  const envoyOf = async (name: string) => {
    const [, pid] = (await proxies.get(name)?.says(/Envoy is ready \(process (\d+)\)/)) ?? [];
    return Number(pid);
  };
  const isGone = (pid: number) => {
    try {
      // What is left is a zombie where nobody has asked for it.
      return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return true;
    }
  };

  it('joins, runs its Envoy, carries requests, and answers the names that it reaches', async () => {
    const names = ['shop-1', 'client-1', 'caller-1'];
    await Promise.all(names.map(name => startProxy(name)));
    await Promise.all(names.map(envoyOf));
    await reached('a');
    const address = await until('the name of the service', () => resolve('caller-1'));
    assert.match(address, /^24\d\./);
    assert.equal(await resolve('caller-1', 'SHOP.svc.Mesh.Local'), address);
    const v6 = await dig(String(dnsPorts.get('caller-1')), 'shop.svc.mesh.local', 'AAAA');
    assert.equal(v6, '', 'nobody redirects what is sent over IPv6');
    assert.equal(
      await resolve('client-1'),
      undefined,
      'it has no use for an address that nobody takes from it',
    );
    assert.match(
      proxyText(proxies.get('caller-1')),
      /transparent proxy: absent|not as expected|cannot be seen/,
    );
  });

  it('gets a share of what is sent as soon as it listens, and not before: no request is lost', async () => {
    const load = startLoad({ port: ports.outbound, host: 'shop', path: '/' });
    await startProxy('shop-2', '--dataplane-var', 'address=127.8.0.2', '-v', `port=${upstreams.values.b}`);
    await envoyOf('shop-2');
    await reached('a b');
    const { total, statuses } = await load.stop();
    assert.deepEqual(statuses, { 200: total });
  });

  it('leaves at SIGTERM without a request that is lost, and takes its Envoy along', async () => {
    const pid = await envoyOf('shop-2');
    const load = startLoad({ port: ports.outbound, host: 'shop', path: '/' });
    await until('some load', () => ((upstreams.counts.get('b') ?? 0) > 50 ? true : undefined));
    const proxy = proxies.get('shop-2');
    proxy?.child.kill('SIGTERM');
    assert.equal((await proxy?.ended)?.code, 0);
    assert.ok(isGone(pid));
    await reached('a');
    const { total, statuses } = await load.stop();
    assert.deepEqual(statuses, { 200: total });
    assert.match((await proxy?.ended)?.stderr ?? '', /finishes what is in flight/);
  });

  it('starts its Envoy again when that is killed, and dies with it when it is killed itself', async () => {
    const proxy = proxies.get('shop-1');
    const first = await envoyOf('shop-1');
    process.kill(first, 'SIGKILL');
    await proxy?.says(/Envoy ended \(signal SIGKILL\)/);
    const second = await until('another Envoy', () => {
      const said = [...proxyText(proxy).matchAll(/Envoy is ready \(process (\d+)\)/g)].at(-1)?.[1];
      return Number(said) === first ? undefined : Number(said);
    });
    await reached('a');
    proxy?.child.kill('SIGKILL');
    await proxy?.ended;
    await until('the end of its Envoy', () => (isGone(second) ? true : undefined));
    await startProxy('shop-1');
    await envoyOf('shop-1');
    await reached('a');
    const runs = readdirSync(`${place.directory}/.run/fairlead`).filter(name => name.startsWith('run-'));
    assert.equal(runs.length, 3, 'what the killed one left is swept');
  });

  it('goes on while the control plane is away: requests, and names even over its own restart', async () => {
    const address = await resolve('caller-1');
    const load = startLoad({ port: ports.outbound, host: 'shop', path: '/' });
    controlPlane.child.kill('SIGKILL');
    await controlPlane.ended;
    await proxies.get('caller-1')?.says(/is away/);
    assert.equal(await resolve('caller-1'), address);
    const before = proxies.get('caller-1');
    before?.child.kill('SIGKILL');
    await before?.ended;
    const restarted = await startProxy('caller-1');
    assert.equal(await resolve('caller-1'), address, 'from what it keeps');
    await restarted.says(/waiting for the control plane/);
    await serve();
    await envoyOf('caller-1');
    const count = upstreams.counts.get('a') ?? 0;
    await until('more load', () => ((upstreams.counts.get('a') ?? 0) > count + 500 ? true : undefined));
    const { total, statuses } = await load.stop();
    assert.deepEqual(statuses, { 200: total });
  });

  it('has nobody send to an application that does not listen, where its inbound is probed', async t => {
    const port = await freePort();
    place.write(
      'shop-3.yaml',
      inbound('shop-3', '127.8.0.5', port).replace(
        'protocol: http',
        'protocol: http, serviceProbe: {interval: 50ms, tcp: {}}',
      ),
    );
    const load = startLoad({ port: ports.outbound, host: 'shop', path: '/' });
    t.after(() => load.stop());
    await startProxy('shop-3');
    await envoyOf('shop-3');
    await reached('a');
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ backend: 'probed' }));
    });
    server.keepAliveTimeout = 0;
    t.after(() => {
      server.close();
      server.closeAllConnections();
    });
    await once(server.listen(port, '127.0.0.1'), 'listening');
    await reached('a probed');
    const { total, statuses } = await load.stop();
    assert.deepEqual(statuses, { 200: total }, 'before it listened, and after');
    server.close();
    server.closeAllConnections();
    await reached('a');
    const proxy = proxies.get('shop-3');
    proxy?.child.kill('SIGTERM');
    await proxy?.ended;
  });

  it('joins anew at a control plane that has forgotten it', async () => {
    controlPlane.child.kill('SIGKILL');
    await controlPlane.ended;
    for (const name of readdirSync(`${place.directory}/.state/fairlead`)) {
      if (name !== 'proxies') rmSync(`${place.directory}/.state/fairlead/${name}`, { recursive: true });
    }
    await serve();
    const names = async () =>
      (
        await place.run([
          'get',
          'dataplanes',
          '-n',
          'default',
          '-o',
          'name',
          '--api',
          `http://127.0.0.1:${ports.api}`,
        ])
      ).stdout;
    await until('both', async () => (/client-1[\s\S]*shop-1/.test(await names()) ? true : undefined));
    await reached('a');
  });

  it('is told why it is refused, and where its flags are wrong', async () => {
    const cp = ['--cp-address', `http://127.0.0.1:${ports.join}`, '--dns-enabled=false'];
    const refused = async (code: number, why: RegExp, ...args: string[]) => {
      const ended = await place.run(['proxy', ...args]);
      assert.deepEqual([ended.code, why.test(ended.stderr)], [code, true], ended.stderr);
    };
    await refused(
      1,
      /nobody cannot join the mesh default .*there is no Dataplane nobody/,
      '--name',
      'nobody',
      ...cp,
    );
    place.write('bad.yaml', inbound('bad', '0.0.0.0', 80));
    await refused(1, /bad cannot join .*networking\.address/, '-d', 'bad.yaml', ...cp);
    await refused(1, /asks for \{\{ address \}\}/, '-d', 'shop-2.yaml', ...cp);
    await refused(2, /give --dataplane-file, or the --name/, ...cp);
    await refused(2, /--cp-address nowhere: must be/, '--name', 'x', '--cp-address', 'nowhere');
    await refused(2, /--drain-time soon/, '--name', 'x', '--drain-time', 'soon');
    await refused(1, /--ca-cert-file missing: cannot be read/, '--name', 'x', '--ca-cert-file', 'missing');
    await refused(3, /not an Envoy|cannot be run/, '--name', 'x', '--binary-path', '/bin/false', ...cp);
  });
});

function proxyText(proxy: Running | undefined): string {
  return proxy?.written() ?? '';
}
