import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { ExportMetricsServiceRequestSchema } from '#gen/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.js';
import type { MembershipReport } from '../server.ts';
import { made, stage, view } from '../testing/stage.ts';

const same = (bytes: Buffer): Buffer => bytes;
const method = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';

const gauge = (name: string, value: number) => ({
  name,
  data: {
    case: 'gauge' as const,
    value: { dataPoints: [{ value: { case: 'asInt' as const, value: BigInt(value) } }] },
  },
});

function exported(from: string, ...metrics: ReturnType<typeof gauge>[]): Buffer {
  const attributes = [
    { key: 'telemetry.sdk.name', value: { value: { case: 'stringValue' as const, value: 'envoy' } } },
    { key: 'fairlead.view', value: { value: { case: 'stringValue' as const, value: from } } },
  ];
  const resourceMetrics = [{ resource: { attributes }, instrumentationLibraryMetrics: [{ metrics }] }];
  return Buffer.from(
    toBinary(
      ExportMetricsServiceRequestSchema,
      create(ExportMetricsServiceRequestSchema, { resourceMetrics }),
    ),
  );
}

function tell(address: string, bytes: Buffer, token?: string): Promise<ServiceError | undefined> {
  const client = new Client(address, credentials.createInsecure());
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', token);
  return new Promise(resolve =>
    client.makeUnaryRequest(method, same, same, bytes, metadata, error => {
      client.close();
      resolve(error ?? undefined);
    }),
  );
}

test('how many endpoints are in use is told by who asks for the view, and nobody else', async t => {
  const reports: MembershipReport[] = [];
  const s = await stage(t, {
    resources: [made('cluster', 'a')],
    admit: async ({ credentials }) =>
      credentials === 'good' ? undefined : { kind: 'forbidden', message: 'it is another’s' },
    onMembership: report => reports.push(report),
  });
  const bytes = exported(
    view,
    gauge('cluster.shop.example/a.b.membership_total', 3),
    gauge('cluster.shop.example/a.b.membership_healthy', 2),
    gauge('cluster.other.upstream_rq_active', 7),
    gauge('membership_total', 7),
  );
  const tooEarly = await tell(s.address, bytes, 'good');
  assert.equal(tooEarly?.code, status.UNAUTHENTICATED);

  const client = s.connect({ authorization: 'good' });
  client.subscribe('cluster', '*');
  await client.take('cluster', ['a']);
  assert.equal((await tell(s.address, bytes, 'another'))?.code, status.UNAUTHENTICATED);
  assert.equal((await tell(s.address, bytes))?.code, status.UNAUTHENTICATED);
  assert.equal((await tell(s.address, exported('default/other'), 'good'))?.code, status.UNAUTHENTICATED);
  const malformed = await tell(s.address, Buffer.from([0xff, 0xff]), 'good');
  assert.equal(malformed?.code, status.INVALID_ARGUMENT);
  assert.deepEqual(reports, []);

  assert.equal(await tell(s.address, bytes, 'good'), undefined);
  assert.deepEqual(reports, [{ view, clusters: new Map([['shop.example/a.b', { total: 3, healthy: 2 }]]) }]);
});
