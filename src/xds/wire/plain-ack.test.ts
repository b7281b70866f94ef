import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { DeltaDiscoveryRequestSchema } from '#gen/envoy/service/discovery/v3/discovery_pb.js';
import { typeUrls } from '#lib/xds-resource.ts';
import { plainAck } from './plain-ack.ts';

const encode = (request: Parameters<typeof create<typeof DeltaDiscoveryRequestSchema>>[1]): Buffer =>
  Buffer.from(toBinary(DeltaDiscoveryRequestSchema, create(DeltaDiscoveryRequestSchema, request)));

const ack = { typeUrl: typeUrls.cluster, responseNonce: '4711' };

test('an acknowledgement is read without being decoded', () => {
  assert.deepEqual(plainAck(encode(ack)), { typeUrl: typeUrls.cluster, nonce: '4711' });
});

test('whatever says more, or less, is left to be decoded', () => {
  for (const more of [
    { ...ack, resourceNamesSubscribe: ['a'] },
    { ...ack, resourceNamesUnsubscribe: ['a'] },
    { ...ack, errorDetail: { code: 13, message: 'no' } },
    { ...ack, errorDetail: {} },
    { ...ack, node: { id: 'x' } },
    { ...ack, initialResourceVersions: { a: '1' } },
    { ...ack, responseNonce: 'x'.repeat(128) },
    { typeUrl: typeUrls.cluster },
  ]) {
    assert.equal(plainAck(encode(more)), undefined);
  }
});

test('no bytes make it fail', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
      plainAck(Buffer.from(bytes));
    }),
  );
});
