import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakesIn, specOf } from '../decode-yaml.ts';
import { meshZoneAddress } from './mesh-zone-address.ts';

test('the address of a zone is one that others can reach', () => {
  const at = (spec: string) => `{type: MeshZoneAddress, mesh: default, name: west, spec: ${spec}}`;
  assert.deepEqual(specOf(meshZoneAddress, at('{address: west.example, port: 10001}')), {
    address: 'west.example',
    port: 10001,
  });
  assert.deepEqual(mistakesIn(at('{address: "::", port: 0}')), [
    'error spec.address: must be an address that others can reach, not that of every interface, such as 10.0.0.1',
    'error spec.port: must be from 1 to 65535, but is 0',
  ]);
});
