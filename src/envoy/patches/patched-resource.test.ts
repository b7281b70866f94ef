import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { xdsResource } from '#lib/xds-resource.ts';
import { proxyId, type XdsPatch } from '#model';
import { patchResource } from './patched-resource.ts';

const marks = { listener: 'door', names: ['jwt'] };
const door = xdsResource({
  type: 'listener',
  name: 'door',
  bytes: toBinary(ListenerSchema, create(ListenerSchema, { name: 'door' })),
  marks,
  succession: { after: () => undefined },
});
const patch: XdsPatch = {
  origin: 'g/EnvoyPatchPolicy/local/default/p',
  created: '',
  priority: 0,
  index: 0,
  proxy: proxyId({ kind: 'gateway', namespace: 'default', name: 'edge' }),
  type: 'listener',
  name: 'door',
  operation: { op: 'add', path: '/stat_prefix', value: 'patched' },
};

test('a patched listener gives the same marks, and none that is not patched stands between it and the next', () => {
  const { resource, problems } = patchResource(door, [{ patch, operation: patch.operation }], [], undefined);
  assert.ok(resource !== undefined && problems.size === 0);
  assert.equal(fromBinary(ListenerSchema, resource.bytes).statPrefix, 'patched');
  assert.deepEqual(resource.marks, marks);
  assert.equal(resource.succession, undefined);
});
