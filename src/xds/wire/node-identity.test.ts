import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { NodeSchema } from '#gen/envoy/config/core/v3/base_pb.js';
import { nodeIdentity } from './node-identity.ts';

const views = [
  { id: 'anything', cluster: 'default/gateway', view: 'default/gateway' },
  { id: 'mesh.web', cluster: 'web', view: 'mesh.web' },
  { id: 'mesh.web.v1.x', cluster: '', view: 'mesh.web.v1.x' },
  { id: 'nothing', cluster: '', view: 'nothing' },
];

for (const { id, cluster, view } of views) {
  test(`node.id ${id} with node.cluster '${cluster}' asks for view ${view}`, () => {
    assert.equal(nodeIdentity(create(NodeSchema, { id, cluster })).view, view);
  });
}

test('the version is read in both ways in which clients tell it', () => {
  const version = { majorNumber: 1, minorNumber: 40, patch: 2 };
  const built = create(NodeSchema, {
    userAgentName: 'envoy',
    userAgentVersionType: { case: 'userAgentBuildVersion', value: { version } },
  });
  assert.deepEqual([nodeIdentity(built).envoyVersion, nodeIdentity(built).isEnvoy], ['1.40.2', true]);
  const said = create(NodeSchema, { userAgentVersionType: { case: 'userAgentVersion', value: '1.2' } });
  assert.equal(nodeIdentity(said).envoyVersion, '1.2');
  assert.equal(nodeIdentity(create(NodeSchema)).envoyVersion, '');
});
