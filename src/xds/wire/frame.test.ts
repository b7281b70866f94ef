import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  DeltaDiscoveryResponseSchema,
  DiscoveryResponseSchema,
} from '#gen/envoy/service/discovery/v3/discovery_pb.js';
import { typeUrls, xdsResource } from '#lib/xds-resource.ts';
import { Batch } from './batch.ts';
import { deltaFrame, sotwFrame } from './frame.ts';

// Lengths on both sides of where a length takes one more byte.
const sizes = [1, 100, 127, 128, 200, 16_383, 16_384, 3_000_000];
const sends = sizes.map((size, i) =>
  xdsResource({ type: 'cluster', name: `größe-${'x'.repeat(i * 40)}`, bytes: Buffer.alloc(size, i) }),
);
const typeUrl = typeUrls.cluster;
const batch = new Batch('cluster', sends, ['weg', 'größe']);
const packed = (value: Uint8Array) => ({ typeUrl, value: Buffer.from(value) });

test('a spliced delta response is byte for byte what the protobuf library makes', () => {
  const expected = create(DeltaDiscoveryResponseSchema, {
    systemVersionInfo: '7',
    nonce: '7',
    typeUrl,
    resources: sends.map(({ name, version, bytes }) => ({ name, version, resource: packed(bytes) })),
    removedResources: ['weg', 'größe'],
  });
  const { payload } = deltaFrame(batch, '7');
  assert.deepEqual(fromBinary(DeltaDiscoveryResponseSchema, payload), expected);
  assert.equal(payload.length, toBinary(DeltaDiscoveryResponseSchema, expected).length);
});

test('a spliced state-of-the-world response is byte for byte what the protobuf library makes', () => {
  const expected = create(DiscoveryResponseSchema, {
    versionInfo: 'v',
    nonce: '7',
    typeUrl,
    resources: sends.map(({ bytes }) => packed(bytes)),
  });
  const { payload } = sotwFrame(batch, '7', sends, 'v');
  assert.ok(payload.equals(toBinary(DiscoveryResponseSchema, expected)));
});
