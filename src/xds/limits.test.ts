import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { DeltaDiscoveryRequestSchema } from '#gen/envoy/service/discovery/v3/discovery_pb.js';
import { isFault } from '#lib/fault.ts';
import { typeUrls } from '#lib/xds-resource.ts';
import type { AdsClient } from './testing/ads-client.ts';
import { heldBytes } from './testing/held-bytes.ts';
import { made, stage } from './testing/stage.ts';
import { createXdsServer } from './xds-server.ts';

const malformed = [
  {
    what: 'bytes that are no request',
    send: (client: AdsClient) => client.call.write(Buffer.from([0xff, 0xff, 0xff])),
    code: status.INVALID_ARGUMENT,
    says: /not a DeltaDiscoveryRequest/,
  },
  {
    what: 'a first request without a node',
    send: (client: AdsClient) => {
      const request = create(DeltaDiscoveryRequestSchema, { typeUrl: typeUrls.cluster });
      client.call.write(Buffer.from(toBinary(DeltaDiscoveryRequestSchema, request)));
    },
    code: status.INVALID_ARGUMENT,
    says: /must have a node/,
  },
  {
    what: 'a name without end',
    send: (client: AdsClient) => client.subscribe('endpoints', 'x'.repeat(5000)),
    code: status.INVALID_ARGUMENT,
    says: /1 to 4096 bytes, one has 5000/,
  },
  {
    what: 'more names than a stream may have',
    send: (client: AdsClient) =>
      client.subscribe('endpoints', ...Array.from({ length: 100_001 }, (_, i) => String(i))),
    code: status.RESOURCE_EXHAUSTED,
    says: /100000 names/,
  },
  {
    what: 'a message larger than any that is needed',
    send: (client: AdsClient) => client.call.write(Buffer.alloc(17 * 1024 * 1024)),
    code: status.RESOURCE_EXHAUSTED,
    says: /larger/,
  },
];

for (const { what, send, code, says } of malformed) {
  test(`${what} ends that stream with a clear status, and nothing else`, async t => {
    const s = await stage(t, { resources: [made('cluster', 'a')] });
    const good = s.connect();
    good.subscribe('cluster', '*');
    await good.take('cluster', ['a']);
    const bad = s.connect();
    send(bad);
    const ended = await bad.ended;
    assert.equal(ended.code, code);
    assert.match(ended.details, says);
    s.put(made('cluster', 'a', '2'));
    await good.take('cluster', ['a']);
  });
}

test('a type that is not served is left unanswered, and said once', async t => {
  const s = await stage(t, { resources: [made('cluster', 'a')] });
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['a']);
  for (let i = 0; i < 2; i++) {
    const request = create(DeltaDiscoveryRequestSchema, { typeUrl: 'type.googleapis.com/else.Thing' });
    client.call.write(Buffer.from(toBinary(DeltaDiscoveryRequestSchema, request)));
  }
  await client.quiet();
  assert.deepEqual(s.notices, [
    'default.gateway asks for type.googleapis.com/else.Thing, which is not served',
  ]);
});

test('a gRPC library gets messages within its default limit of 4 MiB, one after the other', async t => {
  const big = 'x'.repeat(1024 * 1024);
  const s = await stage(t, { resources: [1, 2, 3, 4, 5].map(i => made('cluster', `c${i}`, big)) });
  const client = s.connect();
  client.subscribe('cluster', '*');
  await client.take('cluster', ['c1', 'c2', 'c3']);
  await client.take('cluster', ['c4', 'c5']);
});

test('a client that stops reading costs the others nothing, and its changes are kept as names', async t => {
  const body = 'x'.repeat(100_000);
  const s = await stage(t, { resources: [made('cluster', 'a'), made('cluster', 'z')] });
  const stalled = s.connect();
  const reading = s.connect();
  for (const client of [stalled, reading]) {
    client.subscribe('cluster', '*');
    await client.take('cluster', ['a', 'z']);
    await client.quiet();
  }
  stalled.call.pause();
  const before = await heldBytes();
  for (let i = 0; i < 300; i++) {
    s.put(made('cluster', 'a', `${i} ${body}`));
    await reading.take('cluster', ['a']);
  }
  // Frames that others may share are kept for a moment.
  s.clock.turn(1_000);
  const grown = (await heldBytes()) - before;
  assert.ok(grown < 2_000_000, `${grown} bytes for 30 MB of changes`);
  stalled.call.resume();
  const [missed, latest] = [await stalled.take('cluster', ['a']), await stalled.take('cluster', ['a'])];
  assert.match(missed.bodies[0] ?? '', /^a 0 /);
  assert.match(latest.bodies[0] ?? '', /^a 299 /);
});

test('an address in use is told as the fault of the environment that it is', async t => {
  const s = await stage(t);
  const other = createXdsServer();
  t.after(() => other.close());
  await assert.rejects(other.listen({ address: s.address }), error => {
    assert.ok(isFault(error) && error.code === 'environment');
    assert.ok(error.message.includes(s.address), error.message);
    return true;
  });
});

test('a socket file that a killed server left behind is replaced, one that is served is not', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-xds-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const address = `unix:${join(folder, 'xds')}`;
  const [first, second] = [createXdsServer(), createXdsServer()];
  assert.equal(await first.listen({ address }), address);
  await assert.rejects(second.listen({ address }), /another process serves that socket/);
  await second.close();
  await first.close();
});
