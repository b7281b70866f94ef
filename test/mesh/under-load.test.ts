import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cannotRunWith } from '../tproxy/rights.ts';
import { inMeshLab, type MeshLab, meshAddress } from './lab.ts';

const machines = ['client', 'shop', 'spare', 'stock'] as const;
type Machine = (typeof machines)[number];

interface Say {
  readonly reachable?: string;
  readonly state?: 'NotReady';
  readonly protocol?: 'http' | 'tcp';
}

function dataplane(name: Machine, { reachable, state, protocol = 'http' }: Say = {}): string {
  return `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name === 'spare' ? 'shop' : name}}
networking:
  address: ${meshAddress(machines.indexOf(name))}
  inbound: [{name: web, port: 8080, protocol: ${protocol}${state === undefined ? '' : `, state: ${state}`}}]
  transparentProxying: {ipFamilyMode: IPv4${reachable === undefined ? '' : `, reachableBackends: ${reachable}`}}
`;
}

const service = (name: string, address: string, more = '') => `
type: MeshService
mesh: default
name: ${name}
labels: {kind: ${name}${more}}
spec:
  selector: {dataplaneLabels: {matchLabels: {app: ${name}}}}
  ports: [{name: web, port: 80, targetPort: web, appProtocol: http}]
status: {vips: [{ip: ${address}}]}
`;
const shop = '241.0.0.1';
const refTo = (...names: string[]) =>
  `{refs: [${names.map(name => `{kind: MeshService, name: ${name}}`).join(', ')}]}`;

const files = {
  'client.yaml': dataplane('client', { reachable: refTo('shop') }),
  'shop.yaml': dataplane('shop'),
  'spare.yaml': dataplane('spare'),
  'stock.yaml': dataplane('stock'),
  'service-shop.yaml': service('shop', shop),
  'service-stock.yaml': service('stock', '241.0.0.2'),
  'narrow.yaml': '',
};

/** What it says of the client alone, by which that is of another class: of its routes, and of where it listens. */
const narrow = (requests: string, connections: string) => `
type: MeshTimeout
mesh: default
name: narrow
spec:
  targetRef: {kind: Dataplane, labels: {app: client}}
  to:
  - targetRef: {kind: Mesh}
    default: {http: {requestTimeout: ${requests}, requestHeadersTimeout: ${connections}}}
`;

/** What may pass, each time something else, and always what goes to one address. */
function passing(address: string): readonly string[] {
  const matched = (more: string) => `
type: MeshPassthrough
mesh: default
name: some
spec:
  targetRef: {kind: Dataplane, name: client}
  default: {passthroughMode: Matched, appendMatch: [{type: IP, value: ${address}}${more}]}
`;
  const others = [1, 2, 3, 4, 5].map(i =>
    matched(`, {type: CIDR, value: 10.${i}.0.0/16, port: ${i}, protocol: tls}`),
  );
  return [matched(''), ...others, matched(', {type: Domain, value: a.test, protocol: http, port: 80}'), ''];
}

/** What changes of the mesh while the client calls the shop, and must be nothing to it. */
const edits: readonly ((lab: MeshLab, round: number) => void)[] = [
  lab => lab.write('client.yaml', dataplane('client', { reachable: refTo('shop', 'stock') })),
  lab => lab.write('spare.yaml', dataplane('spare', { state: 'NotReady' })),
  lab =>
    lab.write(
      'client.yaml',
      dataplane('client', { reachable: '{refs: [{kind: MeshService, labels: {kind: shop}}]}' }),
    ),
  (lab, round) => lab.write('service-shop.yaml', service('shop', shop, `, round: r${round}`)),
  lab => lab.write('spare.yaml', dataplane('spare')),
  lab => lab.write('service-stock.yaml', ''),
  lab => lab.write('client.yaml', dataplane('client')),
  lab => lab.write('shop.yaml', dataplane('shop', { state: 'NotReady' })),
  lab => lab.write('service-stock.yaml', service('stock', '241.0.0.2')),
  lab => lab.write('shop.yaml', dataplane('shop')),
  lab => lab.write('client.yaml', dataplane('client', { reachable: refTo('shop') })),
];

/** Calls the shop, or somebody else, again and again, from several places at once, until it is told to stop; gives what was no answer of 200. */
function call(
  lab: MeshLab,
  host: string = shop,
  port = 80,
): { stop(): Promise<{ answers: number; wrong: readonly string[] }> } {
  let stopped = false;
  let answers = 0;
  const wrong: string[] = [];
  const again = async () => {
    while (!stopped) {
      const { status, error } = await lab.ask('client', { kind: 'http', host, port });
      answers++;
      if (status !== 200) wrong.push(error ?? String(status));
    }
  };
  const calls = [1, 2, 3, 4].map(again);
  return {
    async stop() {
      stopped = true;
      await Promise.all(calls);
      return { answers, wrong };
    },
  };
}

test('a mesh under load', { skip: cannotRunWith('nftables') ?? false }, async t => {
  await inMeshLab(machines, files, async lab => {
    for (const machine of machines) await lab.capture(machine);

    await t.test('loses no request to edits of references, services and workloads', async () => {
      const load = call(lab);
      for (let round = 0; round < 3; round++) {
        for (const edit of edits) {
          edit(lab, round);
          await lab.settled();
        }
      }
      const { answers, wrong } = await load.stop();
      assert.deepEqual(wrong, []);
      assert.ok(answers > 100, `${answers} answers`);
    });

    await t.test('loses no request to policies that come to single a workload out', async () => {
      const before = lab.pushes.length;
      const load = call(lab);
      const texts = [narrow('7s', '0s'), narrow('8s', '3s'), '', narrow('9s', '0s'), ''];
      for (const text of [...texts, ...texts]) {
        lab.write('narrow.yaml', text);
        await lab.settled();
      }
      const { answers, wrong } = await load.stop();
      assert.deepEqual(wrong, []);
      assert.ok(answers > 50, `${answers} answers`);
      const told = lab.pushes.slice(before).filter(({ view }) => view === 'default.client');
      for (const type of ['listener', 'virtualHost'])
        assert.ok(told.some(push => push.type === type && push.names.some(name => name.includes('/shop/'))));
      const places = told.filter(({ type }) => type !== 'cluster' && type !== 'endpoints');
      assert.deepEqual(
        places.flatMap(({ removed }) => removed),
        [],
      );
    });

    await t.test('loses no request to changes of what passes through', async () => {
      const outside = meshAddress(machines.indexOf('stock'));
      const before = lab.pushes.length;
      const [byService, byAddress] = [call(lab), call(lab, outside, 8080)];
      for (const matches of passing(outside)) {
        lab.write('passthrough.yaml', matches);
        await lab.settled();
      }
      for (const load of [byService, byAddress]) {
        const { answers, wrong } = await load.stop();
        assert.deepEqual(wrong, []);
        assert.ok(answers > 50, `${answers} answers`);
      }
      // What listens is changed in place: connections stay that are let through as before.
      const listeners = lab.pushes
        .slice(before)
        .filter(({ view, type }) => view === 'default.client' && type === 'listener');
      assert.ok(listeners.length >= 8);
      assert.deepEqual(
        listeners.flatMap(({ removed }) => removed),
        [],
      );
    });

    await t.test(
      'goes on while the control plane is away, and takes up what was edited meanwhile',
      async () => {
        const load = call(lab);
        await lab.restart(async () => {
          lab.write('client.yaml', dataplane('client', { reachable: refTo('shop', 'stock') }));
          for (let i = 0; i < 20; i++) {
            const { status } = await lab.ask('client', { kind: 'http', host: shop, port: 80 });
            assert.equal(status, 200);
          }
        });
        await lab.settled();
        const { status } = await lab.ask('client', { kind: 'http', host: '241.0.0.2', port: 80 });
        assert.equal(status, 200);
        assert.deepEqual((await load.stop()).wrong, []);
      },
    );
  });
});
