import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import yaml from 'js-yaml';
import { type ApiServer, startApiServer } from '#server';
import { type Inspectable, inspectable } from '../server/testing/introspection-over.ts';
import { makeWorkplace, succeeded, type Workplace } from './testing/workplace.ts';

const service = (name: string) => `type: MeshService
mesh: default
name: ${name}
spec: {selector: {dataplaneTags: {kuma.io/service: ${name}}}, ports: [{name: web, port: 80, appProtocol: http}]}
`;
const tagged = (name: string) => `, tags: {kuma.io/service: ${name}, kuma.io/protocol: http}`;
const dataplane = (
  name: string,
  tags = tagged(name),
  reachable = 'redirectPortInbound: 15006',
) => `type: Dataplane
mesh: default
name: ${name}
networking:
  address: 10.0.0.1
  inbound: [{port: 80, servicePort: 81${tags}}]
  ${reachable === '' ? '' : `transparentProxying: {${reachable}}`}
`;
/** What is asked for cart is answered by stock as well: requests to either go to the same cluster. */
const route = `type: MeshHTTPRoute
mesh: default
name: over
spec:
  to:
    - targetRef: {kind: MeshService, name: orders}
      rules: [{matches: [{path: {type: PathPrefix, value: /}}], default: {backendRefs: [{kind: MeshService, name: stock, port: 80}]}}]
`;
const written = [
  'type: Mesh\nname: default\nmeshServices: {mode: Exclusive}\n',
  ...['cart', 'stock', 'orders'].flatMap(name => [service(name), dataplane(name)]),
  dataplane('silent', ''),
  dataplane('plain', '', ''),
  route,
].join('---\n');

describe('fairlead advise', () => {
  let place: Workplace;
  let inspected: Inspectable;
  let server: ApiServer;
  const run = (...args: string[]) => place.run(['advise', ...args, '--api', server.url]);
  const call = (proxy: string, ...clusters: readonly (readonly [string, number, number])[]) => {
    const now = Date.now();
    const told = clusters.map(([name, requests, ago]) => [name, { requests, last: now - ago }] as const);
    const watched = 3_600_000;
    inspected.called.set(proxy, { since: now - watched, until: now, watched, clusters: new Map(told) });
  };
  const cluster = (name: string) => `meshservice~kuma~io/local/default/${name}/80/http2`;

  before(async () => {
    place = await makeWorkplace();
    inspected = inspectable(written);
    server = await startApiServer({
      introspection: () => inspected.introspection,
      host: '127.0.0.1',
      port: 0,
      access: { isLocal: true },
      onBug: error => assert.fail(String(error)),
    });
    call('default.cart', [cluster('cart'), 7, 60_000], ['gone', 3, 1_000]);
    call('default.stock', [cluster('stock'), 2, 1_800_000], [cluster('cart'), 0, 10_000]);
    call('default.orders');
  });
  after(async () => {
    await server.close();
    await place.close();
  });

  it('a dataplane: prints what can be pasted into it, and what led to it', async () => {
    const text = succeeded(await run('dataplane/cart'));
    assert.match(
      text,
      /^# Dataplane cart of mesh default called 1 of the 3 ports that it reaches, in 60m of watching \(since 2/,
    );
    assert.match(text, /^# {3}meshservice\/default\/cart:80 \(web\): 7 requests, the last \d+[sm] ago$/m);
    assert.match(
      text,
      /^# It holds [\d.]+ kB of configuration, and would hold [\d.]+ kB\. Its Envoy .* \(an estimate\)\.$/m,
    );
    assert.deepEqual(yaml.load(text), {
      networking: {
        transparentProxying: {
          reachableBackends: { refs: [{ kind: 'MeshService', name: 'cart', port: 80 }] },
        },
      },
    });
  });

  it('what is pasted is what would be held', async () => {
    const read = async () => JSON.parse(succeeded(await run('dp', 'cart', '-o', 'json')));
    const before = await read();
    const { refs } = before.advice.reachableBackends;
    inspected.put(
      dataplane(
        'cart',
        tagged('cart'),
        `redirectPortInbound: 15006, reachableBackends: ${JSON.stringify({ refs })}`,
      ),
    );
    const after = await read();
    inspected.put(dataplane('cart'));
    assert.ok(before.advised.bytes < before.now.bytes);
    assert.deepEqual([after.now, after.advised], [before.advised, before.advised]);
  });

  it('says so where a route makes it impossible to tell which of two was called, and advises both', async () => {
    const { calls, advice } = JSON.parse(succeeded(await run('dataplane/stock', '-o', 'json')));
    assert.deepEqual(
      calls.map(({ port, requests, or }: Record<string, unknown>) => [port, requests, or]),
      [
        ['meshservice/default/orders:80 (web)', 2, ['meshservice/default/stock:80 (web)']],
        ['meshservice/default/stock:80 (web)', 2, ['meshservice/default/orders:80 (web)']],
        ['meshservice/default/cart:80 (web)', 0, []],
      ],
    );
    assert.deepEqual(
      advice.reachableBackends.refs.map(({ name }: { name: string }) => name),
      ['cart', 'orders', 'stock'],
    );
  });

  it('--since leaves out what was called last before that, and says where it was not watched so long', async () => {
    const of = async (since: string) =>
      JSON.parse(succeeded(await run('dataplane/stock', '--since', since, '-o', 'json')));
    assert.deepEqual((await of('10m')).advice.reachableBackends.refs, [
      { kind: 'MeshService', name: 'cart', port: 80 },
    ]);
    assert.deepEqual((await of('10m')).unknown, []);
    assert.match((await of('24h')).unknown.join(), /^what it called before 2.* is not known$/);
  });

  it('says that nothing is known where the proxy told nothing, and that nothing was called where nothing was', async () => {
    const silent = succeeded(await run('dataplane/silent'));
    assert.match(silent, /^# ! its proxy has told nothing yet/m);
    assert.doesNotMatch(silent, /^[^#\n]/m);
    const idle = succeeded(await run('dataplane/orders'));
    assert.match(idle, /^# ! it called nothing that it reaches: so it is advised to reach nothing$/m);
    assert.match(idle, /reachableBackends:\n +refs: \[\]/);
  });

  it('a mesh: says how much all would save, those that save most first, and whom it does not know', async () => {
    const lines = succeeded(await run('mesh')).split('\n');
    assert.match(lines[0] ?? '', /^DATAPLANE +WATCHED +CALLS +REACHES +HOLDS +WOULD HOLD +MEMORY SAVED$/);
    assert.match(lines[1] ?? '', /^orders +60m +0 +3 +[\d.]+ kB +[\d.]+ (k?B) +[\d.]+ kB$/);
    assert.match(lines[2] ?? '', /^cart +60m +1 +3 /);
    assert.match(lines.find(line => line.startsWith('silent')) ?? '', /^silent +never +\? +3 /);
    assert.match(
      lines.join('\n'),
      /^All of mesh default would hold .* less\), and need about [\d.]+ kB less memory\.$/m,
    );
    assert.match(lines.join('\n'), /^! what 1 of 4 call is not known/m);
    assert.deepEqual(
      yaml.load(succeeded(await run('mesh/default', '-o', 'yaml'))),
      JSON.parse(succeeded(await run('mesh', '-o', 'json'))),
    );
  });

  for (const [args, code, says] of [
    [['dataplane/nobody'], 1, /there is no Dataplane nobody in mesh default/],
    [['dataplane/plain'], 1, /has no transparentProxying/],
    [['mesh/none'], 1, /there is no Dataplane in mesh none/],
    [['gateway/web'], 2, /nothing can be advised for "gateway"/],
    [['dataplane'], 2, /say which/],
    [['mesh', '--since', 'ever'], 2, /--since ever: must be a time/],
  ] as const) {
    it(`fairlead advise ${args.join(' ')} says what is wrong`, async () => {
      const ended = await run(...args);
      assert.equal(ended.code, code);
      assert.match(ended.stderr, says);
    });
  }
});
