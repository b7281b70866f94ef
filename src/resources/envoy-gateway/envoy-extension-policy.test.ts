import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeResource } from '../decode.ts';

const policy = (spec: object) => ({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'EnvoyExtensionPolicy',
  metadata: { name: 'extensions', namespace: 'default' },
  spec: { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }], ...spec },
});
const errors = (spec: object) =>
  decodeResource(policy(spec)).findings.map(
    ({ severity, path, message }) => `${severity} ${path} ${message}`,
  );

test('a processor may not write what Envoy’s own filters decide by', () => {
  assert.deepEqual(errors({ extProc: [{ metadata: { writableNamespaces: ['envoy.filters.http.rbac'] } }] }), [
    'error spec.extProc[0].metadata.writableNamespaces[0] must not be that of one of Envoy’s own filters',
  ]);
});

test('a script stands where its type says', () => {
  assert.deepEqual(errors({ lua: [{ type: 'ValueRef', inline: 'x' }] }), [
    'error spec.lua[0].inline must be left out where the type is ValueRef',
    'error spec.lua[0].valueRef is required where the type is ValueRef',
  ]);
});

test('a policy that cannot be read holds for what it is about', () => {
  const { resource, standIn } = decodeResource(policy({ lua: 'none' }));
  assert.equal(resource, undefined);
  assert.deepEqual(standIn?.spec, {
    targets: [
      { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge', at: 'spec.targetRefs[0]' },
    ],
    selectors: [],
    merges: false,
    isUnreadable: true,
  });
});
