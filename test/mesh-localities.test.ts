import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startLoad } from './harness/steady-load.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';
import { shopService } from './mesh/shop-mesh.ts';

type Caller = 'one' | 'two' | 'far';

describe('policies that look at where workloads of a mesh stand', () => {
  let upstreams: Upstreams;
  let mesh: RunningGateway;
  const ports = { one: 0, two: 0, far: 0 };
  const callers = { one: '127.9.0.1', two: '127.9.0.2', far: '127.9.0.3' } as const;

  /** The node is told by a tag of one, by a label of the other. */
  const client = (name: Caller, where: string) => `
type: Dataplane
mesh: default
name: ${name}
${where}
networking:
  address: ${callers[name]}
  inbound: [{port: 8080, serviceAddress: 127.0.0.1, servicePort: 1, tags: {kuma.io/service: ${name}}}]
  outbound: [{port: ${ports[name]}, backendRef: {kind: MeshService, name: shop, port: 80}}]
`;
  const server = (name: string, address: string, where: string, isReady = true) => `
type: Dataplane
mesh: default
name: shop-${name}
labels: {app: shop, ${where}}
networking:
  address: ${address}
  inbound:
    - {name: web, port: 8080, serviceAddress: 127.0.0.1, servicePort: ${upstreams.values[name]}, protocol: http, health: {ready: ${isReady}}}
`;

  before(async () => {
    upstreams = await startUpstreams();
    for (const name of ['one', 'two', 'far'] as const) ports[name] = await freePort();
    mesh = await runGateway({
      'one.yaml': client('one', 'labels: {node: n1}'),
      'two.yaml': client('two', 'labels: {node: n2}'),
      'far.yaml': client('far', 'labels: {node: n1, kuma.io/zone: east}'),
      'a.yaml': server('a', '127.9.0.4', 'node: n1'),
      'b.yaml': server('b', '127.9.0.5', 'node: n2'),
      'c.yaml': server('c', '127.9.0.6', 'node: n1, kuma.io/zone: east'),
      'service.yaml': shopService,
    });
  });
  after(async () => {
    await mesh.close();
    await upstreams.close();
  });

  /** Of so many requests, how many each backend answered. */
  async function shares(from: Caller, requests = 60): Promise<Readonly<Record<string, number>>> {
    const seen: Record<string, number> = {};
    for (let i = 0; i < requests; i++) {
      const { status, seen: by } = await ask({ plain: ports[from], secure: 0 }, { host: 'shop', path: '/' });
      const name = by?.backend ?? String(status);
      seen[name] = (seen[name] ?? 0) + 1;
    }
    return seen;
  }

  const strategy = (localityAwareness: string, to = '{kind: MeshService, name: shop}') => `
type: MeshLoadBalancingStrategy
mesh: default
name: nearby
spec:
  to:
    - targetRef: ${to}
      default:
        loadBalancer: {type: RoundRobin}
        localityAwareness: ${localityAwareness}
`;

  it('have the share of those that are alike to who calls, for each as he stands, and none of other zones', async () => {
    const affinity = '{localZone: {affinityTags: [{key: node, weight: 9}]}}';
    await mesh.under(strategy(affinity), async () => {
      const one = await shares('one', 200);
      assert.equal(one.c, undefined);
      assert.ok((one.a ?? 0) >= 160 && (one.b ?? 0) >= 5, JSON.stringify(one));
      const two = await shares('two', 200);
      assert.ok((two.b ?? 0) >= 160 && (two.a ?? 0) >= 5, JSON.stringify(two));
      assert.deepEqual(await shares('far'), { c: 60 });
    });
  });

  it('are edited, and who calls comes to stand elsewhere, under load: clusters keep their names, and nothing is dropped', async () => {
    const affinity = (tags: string) => strategy(`{localZone: {affinityTags: [${tags}]}}`);
    await mesh.under(affinity('{key: node, weight: 9}'), async () => {
      const load = startLoad({ port: ports.one, host: 'shop', path: '/' });
      const count = mesh.pushes.length;
      await mesh.edit('policy.yaml', affinity('{key: rack, weight: 5}, {key: node, weight: 4}'));
      await mesh.edit('one.yaml', client('one', 'labels: {node: n2}'));
      // Those who came to be near.
      const two = await shares('one', 200);
      assert.ok((two.b ?? 0) >= 120, JSON.stringify(two));
      await mesh.edit('policy.yaml', affinity('{key: node, weight: 9}'));
      await mesh.edit('one.yaml', client('one', 'labels: {node: n1}'));
      const { statuses, total } = await load.stop();
      assert.deepEqual(statuses, { 200: total });
      // No cluster was made anew, so that no connection was: what changed is where the endpoints stand. One may go: that from before
      // the policy, which lingered.
      const pushed = mesh.pushes.slice(count).filter(({ view }) => view.includes('one'));
      assert.deepEqual(
        pushed.flatMap(({ type, names }) => (type === 'cluster' ? names : [])),
        [],
      );
      assert.ok(pushed.some(({ type }) => type === 'endpoints'));
    });
  });

  it('come and go under load: what is called goes by another cluster from then on, and nothing is dropped', async () => {
    const affinity = strategy('{localZone: {affinityTags: [{key: node, weight: 9}]}}').replace(
      'name: nearby',
      'name: comes-and-goes',
    );
    const loads = ['/', '/?delay=400'].map(path => startLoad({ port: ports.one, host: 'shop', path }));
    const count = mesh.pushes.length;
    for (let i = 0; i < 4; i++) await mesh.under(affinity, () => shares('one', 10).then(() => {}));
    for (const load of loads) {
      const { statuses, total } = await load.stop();
      assert.ok(total > 5);
      assert.deepEqual(statuses, { 200: total });
    }
    const pushed = mesh.pushes.slice(count).filter(({ view }) => view.includes('one'));
    assert.ok(
      pushed.some(({ type, names }) => type === 'cluster' && names.length > 0),
      'a cluster came',
    );
  });

  it('have another zone take over when nobody of the own one is there, as far as it is named', async () => {
    const failover = '{crossZone: {failover: [{from: {zones: [default]}, to: {type: Only, zones: [east]}}]}}';
    await mesh.under(strategy(failover), async () => {
      const near = await shares('one');
      assert.deepEqual(Object.keys(near).sort(), ['a', 'b']);
      const gone = async (isReady: boolean) => {
        const count = mesh.pushes.length;
        mesh.write('a.yaml', server('a', '127.9.0.4', 'node: n1', isReady));
        mesh.write('b.yaml', server('b', '127.9.0.5', 'node: n2', isReady));
        await mesh.pushedBeyond(count);
      };
      await gone(false);
      assert.deepEqual(await shares('one', 10), { c: 10 });
      await gone(true);
      assert.equal((await shares('one')).c, undefined);
    });
  });

  it('have all endpoints alike where they are told that zones are nothing, and the nearest before all others where not', async () => {
    await mesh.under(strategy('{disabled: true}'), async () => {
      assert.deepEqual(Object.keys(await shares('one')).sort(), ['a', 'b', 'c']);
    });
    await mesh.under(strategy('{disabled: false}'), async () => {
      assert.deepEqual(await shares('far', 20), { c: 20 });
      assert.equal((await shares('one')).c, undefined);
    });
  });

  // Envoy keeps out for half a minute whoever failed: what comes behind would see it.
  it('have another zone take over from those who fail', async () => {
    await mesh.under(strategy('{crossZone: {failover: [{to: {type: Any}}]}}'), async () => {
      const count = mesh.pushes.length;
      for (const [name, address, node] of [
        ['a', '127.9.0.4', 'n1'],
        ['b', '127.9.0.5', 'n2'],
      ] as const)
        mesh.write(
          `${name}.yaml`,
          server(name, address, `node: ${node}`).replace(/servicePort: \d+/, 'servicePort: 1'),
        );
      await mesh.pushedBeyond(count);
      // Until both were noticed to be down.
      let last = await shares('one', 1);
      for (let i = 0; i < 100 && last.c === undefined; i++) last = await shares('one', 1);
      assert.deepEqual(await shares('one', 10), { c: 10 });
    });
  });
});
