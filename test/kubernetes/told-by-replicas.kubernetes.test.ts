import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Replicas, type Told } from '#kube';
import { createManualClock } from '#lib/manual-clock.ts';
import { openCluster } from '#sources/kubernetes';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { apiServerMissing } from './harness/tools.ts';

const lease = { namespace: 'default', name: 'fairlead' };
const selector = '--selector=fairlead.dev/replica-of=fairlead';
/** ms between renewals, and after which nobody is missed any more. */
const renewal = 10_000;

describe('what replicas tell each other', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  const closes: (() => Promise<void>)[] = [];
  before(async () => {
    server = await startApiServer();
  });
  afterEach(async () => {
    for (const close of closes.splice(0)) await close();
    await server.kubectl(['delete', 'leases', '--all', '--wait=false']);
  });
  after(() => server?.close());

  async function replica(
    identity: string,
    told: Told,
    { holds = false, kubeconfig = server.kubeconfig } = {},
  ) {
    const cluster = await openCluster({ kubeconfig });
    const clock = createManualClock();
    const heard = new Map<string, Told>();
    const notices: string[] = [];
    const replicas = new Replicas({
      ...{ cluster, lease, identity, clock },
      leadership: { holds, subscribe: () => () => {} },
      onNotice: message => notices.push(message),
    });
    const close = async () => {
      await replicas.close();
      cluster.close();
    };
    closes.push(close);
    const one = { clock, heard, notices, close, told, note: () => replicas.note() };
    await replicas.follow((who, said) => (said === undefined ? heard.delete(who) : heard.set(who, said)));
    replicas.tell(() => one.told);
    return one;
  }
  type One = Awaited<ReturnType<typeof replica>>;
  const hears = ({ heard }: One) => [...heard.values()].map(told => told.join()).sort();

  /** Looks while the clocks of these go on, a hundredth of a second at a time. */
  async function until(all: readonly One[], holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + 20_000;
    while (!(await holds())) {
      if (performance.now() > end) assert.fail(`hears ${all.map(hears).join(' | ')}`);
      for (const { clock } of all) clock.turn(10);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }
  const leases = async (): Promise<readonly { readonly metadata: Metadata }[]> =>
    JSON.parse(await server.kubectl(['get', 'leases', selector, '--output=json'])).items;
  const versions = async () => (await leases()).map(({ metadata }) => metadata.resourceVersion);

  it('each hears what the others say, whenever that changes, and who comes later hears all of it', async () => {
    const [a, b] = [await replica('a', ['a1']), await replica('b', ['b1'])];
    await until([a, b], () => hears(a).join() === 'b1' && hears(b).join() === 'a1');
    b.told = ['b2', 'more'];
    b.note();
    await until([a, b], () => hears(a).join() === 'b2,more');
    const late = await replica('c', []);
    assert.deepEqual(hears(late), ['a1', 'b2,more']);
  });

  it('nothing is written while nothing changes, but every ten seconds that one lives', async () => {
    const one = await replica('a', ['a1']);
    await until([one], async () => (await leases()).length === 1);
    const first = await versions();
    for (let time = 0; time < renewal - 1_000; time += 500) {
      one.note();
      one.clock.turn(500);
      await new Promise(resolve => setImmediate(resolve));
    }
    assert.deepEqual(await versions(), first);
    one.clock.turn(2_000);
    await until([one], async () => (await versions())[0] !== first[0]);
  });

  it('who is gone is believed for three renewals, and then who leads removes what he left', async () => {
    const a = await replica('a', ['a1'], { holds: true });
    await until([a], async () => (await leases()).length === 1);
    const b = await replica('b', ['b1']);
    await until([a, b], () => hears(a).join() === 'b1');
    await b.close();
    const renew = async () => {
      const before = String(await versions());
      a.clock.turn(renewal);
      await until([a], async () => String(await versions()) !== before);
    };
    for (const turn of [1, 2, 3]) {
      await renew();
      assert.deepEqual(hears(a), ['b1'], `after ${turn} renewals`);
    }
    await renew();
    await until([a], async () => hears(a).length === 0 && (await leases()).length === 1);
  });

  it('while the API server is away nobody is gone, and what changed meanwhile is told when it is back', async () => {
    const [a, b] = [await replica('a', ['a1'], { holds: true }), await replica('b', ['b1'])];
    await until([a, b], () => hears(a).join() === 'b1' && hears(b).join() === 'a1');
    await server.stop();
    b.told = ['b2'];
    b.note();
    for (let turn = 0; turn < 10; turn++) {
      for (const { clock } of [a, b]) clock.turn(renewal);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    assert.deepEqual(hears(a), ['b1']);
    await server.start();
    await until([a, b], () => hears(a).join() === 'b2');
    assert.equal((await leases()).length, 2);
    assert.ok(a.notices.filter(notice => /not written/.test(notice)).length <= 1, a.notices.join('\n'));
  });

  it('what no Lease could hold is left out from the end, and that is said', async () => {
    const noise = Array.from({ length: 40_000 }, (_, at) => Math.sin(at).toString()).join();
    const [a, b] = [await replica('a', ['short', noise]), await replica('b', [])];
    await until([a, b], () => hears(b).join() === 'short');
    assert.match(a.notices.join('\n'), /more than a Lease holds/);
  });

  it('who may not read the others’ says so once, and starts', async () => {
    const one = await replica('nobody', [], { kubeconfig: server.user('nobody') });
    assert.match(one.notices[0] ?? '', /^Leases of other replicas may not be read, and what their proxies/);
  });

  it('goes with the Lease that all stand for', async () => {
    await server.apply({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: lease, spec: {} });
    const uid = await server.kubectl(['get', 'lease', lease.name, '--output=jsonpath={.metadata.uid}']);
    const one = await replica('a', ['a1']);
    await until([one], async () => (await leases()).length === 1);
    const [{ metadata: { ownerReferences = [] } = {} } = {}] = await leases();
    assert.deepEqual(
      ownerReferences.map(owner => owner.uid),
      [uid],
    );
  });
});

interface Metadata {
  readonly resourceVersion?: string;
  readonly ownerReferences?: readonly { readonly uid: string }[];
}
