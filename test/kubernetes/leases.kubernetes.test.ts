import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Election } from '#kube';
import { openCluster } from '#sources/kubernetes';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { type CutConnection, cutConnection } from './harness/cut-connection.ts';
import { apiServerMissing } from './harness/tools.ts';

const name = { namespace: 'default', name: 'fairlead' };
/** Within this (ms) another leads, whatever became of the one before. */
const failover = 15_000;
/** Above one look of a follower (ms), and far below the time that a Lease takes to run out. */
const atOnce = 4_000;

describe('leadership by a Lease', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  let way: CutConnection;
  const closes: (() => Promise<void>)[] = [];
  before(async () => {
    server = await startApiServer();
    way = await cutConnection(server);
  });
  afterEach(async () => {
    way.mend();
    for (const close of closes.splice(0)) await close();
    await server.kubectl(['delete', 'lease', name.name, '--ignore-not-found']);
  });
  after(async () => {
    await way?.close();
    await server?.close();
  });

  async function candidate(identity: string, kubeconfig = server.kubeconfig) {
    const cluster = await openCluster({ kubeconfig });
    const notices: string[] = [];
    const election = new Election({
      ...{ cluster, lease: name, identity },
      onNotice: message => notices.push(message),
    });
    closes.push(async () => {
      await election.close();
      cluster.close();
    });
    election.start();
    return { election, notices, identity };
  }

  const spec = async () =>
    JSON.parse(await server.kubectl(['get', 'lease', name.name, '--output=json'])).spec;

  it('of three that stand at once one leads, and the Lease says who', async () => {
    const all = await Promise.all(['a', 'b', 'c'].map(identity => candidate(identity)));
    await until(atOnce, () => all.some(({ election }) => election.holds));
    const leaders = all.filter(({ election }) => election.holds);
    assert.equal(leaders.length, 1);
    const { holderIdentity, leaseTransitions } = await spec();
    assert.deepEqual([holderIdentity, leaseTransitions], [leaders[0]?.identity, 0]);
    const { renewTime } = await spec();
    await until(atOnce, async () => (await spec()).renewTime !== renewTime);
    assert.equal(all.filter(({ election }) => election.holds).length, 1, 'and goes on to');
    await until(atOnce, () => all.every(({ notices }) => notices.length > 0));
    for (const { election, notices } of all) {
      assert.match(
        notices.join('\n'),
        election.holds
          ? /^this replica writes to the cluster from now on/
          : / writes to the cluster, as it holds the Lease default\/fairlead$/,
      );
    }
  });

  it('who ends gives it up: another leads at once', async () => {
    const first = await candidate('a');
    await until(atOnce, () => first.election.holds);
    const second = await candidate('b');
    await first.election.close();
    assert.equal(first.election.holds, false);
    await until(atOnce, () => second.election.holds);
    const { holderIdentity, leaseTransitions } = await spec();
    assert.deepEqual([holderIdentity, leaseTransitions], ['b', 1]);
  });

  it('who cannot reach the API server leads no more before another does, and follows when he can', async () => {
    const first = await candidate('a', way.kubeconfig);
    await until(atOnce, () => first.election.holds);
    const second = await candidate('b');
    const told: string[] = [];
    first.election.subscribe(() => told.push(`a ${first.election.holds}`));
    second.election.subscribe(() => told.push(`b ${second.election.holds}`));
    await until(atOnce, () => second.notices.length > 0);
    way.cut();
    await until(failover, () => {
      assert.ok(!(first.election.holds && second.election.holds), 'no two lead at once');
      return second.election.holds;
    });
    assert.deepEqual(told, ['a false', 'b true']);
    assert.equal(
      first.notices.filter(notice => /cannot be kept/.test(notice)).length,
      1,
      first.notices.join('\n'),
    );
    way.mend();
    await until(atOnce, () => /^b writes to the cluster/.test(first.notices.at(-1) ?? ''));
    assert.deepEqual([first.election.holds, second.election.holds], [false, true]);
  });

  it('nobody’s wall clock matters: a Lease renewed in the far future is taken when it is let be', async () => {
    const { election } = await candidate('a');
    await until(atOnce, () => election.holds);
    await election.close();
    const far = '2099-01-01T00:00:00.000000Z';
    const stale = { holderIdentity: 'gone', leaseDurationSeconds: 4, acquireTime: far, renewTime: far };
    await server.apply({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: name,
      spec: stale,
    });
    const begun = performance.now();
    const next = await candidate('b');
    await until(failover, () => next.election.holds);
    assert.ok(performance.now() - begun >= 4_000, 'not before it ran out');
  });

  it('who may not write Leases says so once, and leads nobody', async () => {
    const { election, notices } = await candidate('a', server.user('nobody'));
    await until(atOnce, () => notices.length > 0);
    assert.match(notices[0] ?? '', /^the Lease default\/fairlead cannot be kept, tried again: .*forbidden/);
    assert.equal(election.holds, false);
  });
});

async function until(patience: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > end) assert.fail(`not within ${patience} ms`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
