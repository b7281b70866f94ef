import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bootstrapFor } from '#dataplane';
import { freePort } from '#lib/testing/free-port.ts';
import { makeWorkplace, type Running, succeeded, type Workplace } from './testing/workplace.ts';

const envoyProgram =
  process.env.FAIRLEAD_ENVOY ??
  fileURLToPath(new URL('../../.cache/envoy/envoy/_bin/envoy', import.meta.url));

/** A control plane over a store, an Envoy that it serves, and a person with commands. */
describe('fairlead serve --store', () => {
  let place: Workplace;
  let server: Running;
  let envoy: ChildProcess;
  let xdsPort: number;
  let apiPort: number;
  let gateway: number;
  const upstreams = ['one', 'two'].map(name => http.createServer((_, response) => response.end(name)));

  const serve = async () => {
    server = place.start([
      ...['serve', '--store', 'store.sqlite', '--xds', `127.0.0.1:${xdsPort}`],
      ...['--api', `127.0.0.1:${apiPort}`],
    ]);
    await server.says(/serving xDS on .* from store\.sqlite/);
  };
  const run = (...args: string[]) => place.run(args);
  const portOf = (i: 0 | 1) => (upstreams[i]?.address() as AddressInfo | undefined)?.port ?? 0;

  before(async () => {
    assert.ok(existsSync(envoyProgram), `${envoyProgram} is missing: npm run setup`);
    place = await makeWorkplace();
    [xdsPort, apiPort, gateway] = [await freePort(), await freePort(), await freePort()];
    for (const upstream of upstreams) await once(upstream.listen(0, '127.0.0.1'), 'listening');
    await serve();
    const bootstrap = bootstrapFor({
      proxyId: 'default/web',
      xdsAddress: `127.0.0.1:${xdsPort}`,
      admin: { kind: 'unix', path: `${place.directory}/admin.sock` },
    });
    const config = place.write('envoy.json', bootstrap);
    const flags = ['-c', config, '--use-dynamic-base-id', '--concurrency', '1', '-l', 'off'];
    envoy = spawn(envoyProgram, flags, { stdio: 'ignore' });
  });
  after(async () => {
    envoy.kill('SIGKILL');
    await once(envoy, 'close');
    await place.close();
    for (const upstream of upstreams) upstream.close();
  });

  /** What is answered to a request, as soon as it is this. */
  async function answers(wanted: string): Promise<void> {
    let last = '';
    for (const end = Date.now() + 15_000; Date.now() < end; await pause(20)) {
      last = await request(gateway);
      if (last === wanted) return;
    }
    assert.equal(last, wanted);
  }

  it('what is applied is served, by an Envoy that was there before', async () => {
    place.write('shop.yaml', manifests(gateway, portOf(0)));
    const said = succeeded(await run('apply', '-f', 'shop.yaml'));
    assert.match(said, /^gateway\.gateway\.networking\.k8s\.io\/web created$/m);
    assert.match(said, /^backend\.gateway\.envoyproxy\.io\/cart created$/m);
    await answers('200 one');
    assert.match(succeeded(await run('apply', '-f', 'shop.yaml')), /backend.*\/cart unchanged\n/);
    assert.match(succeeded(await run('get', 'backend/cart', '-o', 'yaml')), /resourceVersion: "?'?\d+/);
    assert.match(succeeded(await run('explain', 'httproute/shop')), /backend/i);
  });

  it('is killed, and what it was told is in force when it comes back', async () => {
    server.child.kill('SIGKILL');
    await server.ended;
    assert.equal(await request(gateway), '200 one');
    await serve();
    place.write('backend.yaml', manifests(gateway, portOf(1)).split('---\n').at(-1) ?? '');
    assert.match(succeeded(await run('apply', '-f', 'backend.yaml')), /configured/);
    await answers('200 two');
  });

  it('an object is changed in an editor, which shows again what was refused, and why', async () => {
    const script = `#!/bin/sh
grep -q '^# spec' "$1" && sed -i 's/port: nonsense/port: ${portOf(0)}/' "$1" || sed -i 's/port: .*/port: nonsense/' "$1"
`;
    chmodSync(place.write('editor', script), 0o755);
    const env = { EDITOR: `${place.directory}/editor` };
    assert.match(succeeded(await place.run(['edit', 'backend/cart'], { env })), /cart edited/);
    await answers('200 one');
    const idle = await place.run(['edit', 'backend/cart'], { env: { EDITOR: 'true' } });
    assert.match(idle.stderr, /nothing was changed/);
  });

  it('who wrote what, and what that changed, can be asked', async () => {
    const said = succeeded(await run('get', 'writes'));
    assert.match(
      said,
      new RegExp(`local updated backend/default/cart\\n {4}spec\\.endpoints: .*${portOf(0)}`),
    );
    assert.match(said, /fairlead created mesh\/default$/m);
  });

  it('what is wrong in files is told by line, and nothing of them is applied', async () => {
    place.write(
      'wrong.yaml',
      `${manifests(gateway, portOf(1)).split('---\n').at(-1)}---\n${manifests(gateway, 99_999).split('---\n').at(-1)}`,
    );
    const { code, stderr } = await run('apply', '-f', 'wrong.yaml');
    assert.equal(code, 1);
    assert.match(stderr, /wrong\.yaml:\d+: error: .*nothing was applied\n$/s);
    assert.equal(await request(gateway), '200 one');
  });

  it('what is deleted is served no more', async () => {
    assert.match(succeeded(await run('delete', 'httproute/shop')), /shop deleted/);
    await answers('404 ');
    const again = await run('delete', 'httproute', 'shop');
    assert.equal(again.code, 1);
    assert.match(again.stderr, /there is no HTTPRoute "shop" in namespace default/);
    assert.equal((await run('delete', 'httproute/shop', '--ignore-not-found')).code, 0);
    assert.match(succeeded(await run('delete', '-f', 'backend.yaml')), /cart deleted/);
  });

  it('an object of whichever dialect is changed and deleted by a name that it alone has', async () => {
    const own =
      'apiVersion: fairlead.dev/v1alpha1\nkind: Backend\nmetadata: {name: own}\nspec: {endpoints: [{ip: 192.0.2.1, port: 80}]}\n';
    place.write('own.yaml', own);
    succeeded(await run('apply', '-f', 'own.yaml'));
    const idle = await place.run(['edit', 'backend/own'], { env: { EDITOR: 'true' } });
    assert.match(idle.stderr, /nothing was changed/);
    assert.equal(succeeded(await run('delete', 'backend/own')), 'backend.fairlead.dev/own deleted\n');
  });

  it('objects of a mesh are found by its name, whatever scope their other form has', async () => {
    place.write(
      'mesh.yaml',
      `type: HostnameGenerator
name: local
spec: {selector: {meshService: {matchLabels: {}}}, template: '{{ .DisplayName }}.mesh'}
---
type: VirtualOutbound
mesh: shop
name: any
selectors: [{match: {kuma.io/service: '*'}}]
conf:
  host: '{{.service}}.shop'
  port: '80'
  parameters: [{name: service, tagKey: kuma.io/service}]
---
type: Mesh
name: shop
`,
    );
    const said = succeeded(await run('apply', '-f', 'mesh.yaml'));
    assert.match(said, /^mesh\.kuma\.io\/shop created\n/, 'meshes come first');
    assert.match(succeeded(await run('get', 'meshretry', '-m', 'shop')), /^mesh-retry-all-shop/m);
    chmodSync(place.write('editor', '#!/bin/sh\nsed -i \'s/\\.shop/.stall/\' "$1"\n'), 0o755);
    const env = { EDITOR: `${place.directory}/editor` };
    succeeded(await place.run(['edit', 'virtualoutbound/any', '-m', 'shop'], { env }));
    assert.match(succeeded(await run('get', 'virtualoutbound/any', '-m', 'shop', '-o', 'yaml')), /\.stall/);
    assert.match(succeeded(await run('get', 'hostnamegenerators')), /^local/m);
    for (const object of ['virtualoutbound/any', 'hostnamegenerator/local'])
      succeeded(await run('delete', object, '-m', 'shop'));
    succeeded(await run('delete', 'mesh/shop'));
  });

  it('commands go to the control plane that was switched to', async () => {
    const named = ['--name', 'here', '--address', `127.0.0.1:${apiPort}`];
    succeeded(await run('config', 'control-planes', 'add', ...named));
    succeeded(await run('config', 'control-planes', 'add', '--name', 'gone', '--address', '127.0.0.1:1'));
    const gone = await run('get', 'gateways');
    assert.match(gone.stderr, /no control plane answers at http:\/\/127\.0\.0\.1:1/);
    succeeded(await run('config', 'control-planes', 'switch', '--name', 'here'));
    assert.match(succeeded(await run('get', 'gateways')), /^web /m);
    assert.match(succeeded(await run('config', 'control-planes', 'list')), /^\* +here /m);
    succeeded(await run('config', 'control-planes', 'remove', '--name', 'gone'));
    assert.doesNotMatch(succeeded(await run('config', 'view')), /gone/);
    const twice = await run('config', 'control-planes', 'add', ...named);
    assert.match(twice.stderr, /there is a control plane "here" already: say --overwrite/);
  });

  it('who is on another machine may write only with a token, however open the API is', async () => {
    const inside = 'ip link set lo up && ip address add 10.99.0.1/32 dev lo && exec "$@"';
    const other = place.start(
      [
        'serve',
        '--store',
        'open.sqlite',
        '--xds',
        '127.0.0.1:0',
        '--api',
        '0.0.0.0:19100',
        '--allow-insecure',
      ],
      { through: ['unshare', '--net', 'sh', '-c', inside, 'sh'] },
    );
    await other.says(/serving xDS/);
    const through = ['nsenter', '--net', '--target', String(other.child.pid)];
    place.write('mesh.yaml', 'type: Mesh\nname: shop\n');
    const apply = (host: string) =>
      place.run(['apply', '-f', join(place.directory, 'mesh.yaml'), '--api', `${host}:19100`], { through });
    const denied = await apply('10.99.0.1');
    assert.match(denied.stderr, /whoever writes from another machine must have a token/);
    assert.match(succeeded(await apply('127.0.0.1')), /shop created/);
    const read = await place.run(['get', 'meshes', '--api', '10.99.0.1:19100'], { through });
    assert.match(succeeded(read), /^shop/m);
    other.child.kill('SIGTERM');
    await other.ended;
  });

  it('two on one store, or nothing to serve, are refused in words', async () => {
    const second = await run(
      'serve',
      '--store',
      'store.sqlite',
      '--xds',
      '127.0.0.1:0',
      '--api',
      '127.0.0.1:0',
    );
    assert.equal(second.code, 3);
    assert.match(second.stderr, /the store store\.sqlite is in use by another process/);
    const nothing = await run('serve');
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /give -f PATH, --store FILE, --kubernetes, or several/);
  });
});

function request(port: number): Promise<string> {
  return new Promise(resolve => {
    const options = { port, host: '127.0.0.1', headers: { host: 'shop.test' }, agent: false };
    http
      .get(options, response => {
        let text = '';
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => resolve(`${response.statusCode} ${text}`));
      })
      .on('error', error => resolve(error.message));
  });
}

const manifests = (gateway: number, upstream: number) => `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: edge}
spec: {controllerName: fairlead.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web}
spec:
  gatewayClassName: edge
  addresses: [{value: 127.0.0.1}]
  listeners: [{name: http, protocol: HTTP, port: ${gateway}}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: web}]
  hostnames: [shop.test]
  rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: cart}]}]
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: cart}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: ${upstream}}}]}
`;
