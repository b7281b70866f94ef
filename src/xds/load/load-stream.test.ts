import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type StatusObject, status } from '@grpc/grpc-js';
import { LoadStatsRequestSchema, LoadStatsResponseSchema } from '#gen/envoy/service/load_stats/v3/lrs_pb.js';
import type { LoadReport } from '../server.ts';
import { made, type Stage, type StageOptions, stage, view } from '../testing/stage.ts';

const same = (bytes: Buffer): Buffer => bytes;
const method = '/envoy.service.load_stats.v3.LoadReportingService/StreamLoadStats';
const node = { id: 'default.gateway', cluster: view };
type Stats = NonNullable<MessageInitShape<typeof LoadStatsRequestSchema>['clusterStats']>;

/** A client that tells: it gives the intervals (ms) that it was asked for. */
function tell(t: TestContext, { address }: Stage, token?: string) {
  const client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', token);
  const call = client.makeBidiStreamRequest(method, same, same, metadata);
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  call.on('data', (bytes: Buffer) => {
    const { sendAllClusters, loadReportingInterval } = fromBinary(LoadStatsResponseSchema, bytes);
    assert.equal(sendAllClusters, true);
    asked.push(Number(loadReportingInterval?.seconds) * 1000 + (loadReportingInterval?.nanos ?? 0) / 1e6);
    waiting.shift()?.();
  });
  call.on('error', () => {});
  t.after(() => client.close());
  return {
    asked,
    call,
    next: () => new Promise<void>(resolve => waiting.push(resolve)),
    ended: new Promise<StatusObject>(resolve => call.on('status', resolve)),
    send: (clusterStats: Stats = [], who: typeof node | undefined = node) =>
      call.write(
        Buffer.from(
          toBinary(
            LoadStatsRequestSchema,
            create(LoadStatsRequestSchema, { clusterStats, ...(who && { node: who }) }),
          ),
        ),
      ),
  };
}

async function told(t: TestContext, options: StageOptions = {}) {
  const reports: LoadReport[] = [];
  const waiting: (() => void)[] = [];
  const s = await stage(t, {
    onLoad: report => {
      reports.push(report);
      waiting.shift()?.();
    },
    ...options,
  });
  return { s, reports, next: () => new Promise<void>(resolve => waiting.push(resolve)) };
}

const locality = (issued: bigint, inProgress = 0n) => ({
  totalIssuedRequests: issued,
  totalRequestsInProgress: inProgress,
});

test('a client is asked for all clusters, and what it sent is told by the view that it has', async t => {
  const { s, reports, next } = await told(t);
  const client = tell(t, s);
  const first = client.next();
  client.send();
  await first;
  assert.deepEqual(client.asked, [30_000]);
  s.clock.turn(30_000);
  const report = next();
  client.send([
    { clusterName: 'idle' },
    { clusterName: 'used', upstreamLocalityStats: [locality(2n), locality(3n)] },
    { clusterName: 'open', upstreamLocalityStats: [locality(0n, 1n)] },
    {
      clusterName: 'other',
      upstreamLocalityStats: [{ totalSuccessfulRequests: 4n, totalErrorRequests: 1n }],
    },
  ]);
  await report;
  const loads = [
    { cluster: 'used', requests: 5 },
    { cluster: 'open', requests: 0 },
    { cluster: 'other', requests: 5 },
  ];
  assert.deepEqual(reports, [{ node: 'default.gateway', view, span: 30_000, loads }]);
});

test('a client that has new clusters is asked again soon, once, and reports when it would have', async t => {
  const { s } = await told(t);
  const client = tell(t, s);
  const first = client.next();
  client.send();
  await first;
  const proxy = s.connect();
  s.clock.turn(10_000);
  proxy.subscribe('cluster', '*');
  for (const name of ['a', 'b']) {
    const pushed = s.pushes.length;
    s.put(made('cluster', name));
    await proxy.take('cluster', [name]);
    while (s.pushes.length === pushed) await new Promise(setImmediate);
  }
  const again = client.next();
  s.clock.turn(1_000);
  await again;
  assert.deepEqual(client.asked, [30_000, 19_000]);
  const back = client.next();
  s.clock.turn(19_000);
  client.send();
  await back;
  assert.deepEqual(client.asked, [30_000, 19_000, 30_000]);
});

test('a client that may not have the view tells nothing of it', async t => {
  const { s, reports } = await told(t, {
    admit: async ({ credentials }) =>
      credentials === 'good' ? undefined : { kind: 'forbidden', message: 'it is another’s' },
  });
  const bad = tell(t, s, 'bad');
  bad.send();
  assert.equal((await bad.ended).code, status.PERMISSION_DENIED);
  const good = tell(t, s, 'good');
  const asked = good.next();
  good.send();
  await asked;
  assert.deepEqual(reports, []);
});

const refused = [
  {
    what: 'bytes that are no report',
    code: status.INVALID_ARGUMENT,
    says: /not a LoadStatsRequest/,
    send: ({ call }: ReturnType<typeof tell>) => call.write(Buffer.from([0xff, 0xff])),
  },
  {
    what: 'a report before the time',
    code: status.RESOURCE_EXHAUSTED,
    says: /every 30000 ms, not sooner/,
    send: (client: ReturnType<typeof tell>) => client.send(),
    after: 1_000,
  },
  {
    what: 'a cluster without a name',
    code: status.INVALID_ARGUMENT,
    says: /must have 1 to 4096 bytes/,
    send: (client: ReturnType<typeof tell>) => client.send([{ upstreamLocalityStats: [locality(1n)] }]),
  },
];

for (const { what, code, says, send, after = 30_000 } of refused) {
  test(`${what} ends that stream, and nothing else`, async t => {
    const { s, reports, next } = await told(t);
    const [bad, good] = [tell(t, s), tell(t, s)];
    for (const client of [bad, good]) {
      const asked = client.next();
      client.send();
      await asked;
    }
    s.clock.turn(after);
    send(bad);
    const ended = await bad.ended;
    assert.equal(ended.code, code);
    assert.match(ended.details, says);
    s.clock.turn(30_000);
    const report = next();
    good.send();
    await report;
    assert.equal(reports.length, 1);
  });
}

test('a first message without a node ends its stream', async t => {
  const { s } = await told(t);
  const client = tell(t, s);
  client.call.write(Buffer.from(toBinary(LoadStatsRequestSchema, create(LoadStatsRequestSchema))));
  const { code, details } = await client.ended;
  assert.equal(code, status.INVALID_ARGUMENT);
  assert.match(details, /must have a node/);
});
