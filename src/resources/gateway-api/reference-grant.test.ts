import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { referenceGrant } from './reference-grant.ts';

function grant(spec: string, version = 'v1beta1'): string {
  return `{apiVersion: gateway.networking.k8s.io/${version}, kind: ReferenceGrant,
    metadata: {name: g, namespace: backends}, spec: ${spec}}`;
}

for (const version of ['v1', 'v1beta1', 'v1alpha2']) {
  test(`a grant of ${version} says who may refer to what`, () => {
    const spec = `{from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}],
      to: [{group: gateway.envoyproxy.io, kind: Backend}, {group: "", kind: Service, name: web}]}`;
    assert.deepEqual(specOf(referenceGrant, grant(spec, version)), {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
      to: [
        { group: 'gateway.envoyproxy.io', kind: 'Backend' },
        { group: '', kind: 'Service', name: 'web' },
      ],
    });
  });
}

test('a grant needs both sides, and a group on each', () => {
  assert.deepEqual(said(decodeYaml(grant('{from: [], to: [{kind: Service}]}'))), [
    'error spec.from: must have at least one item',
    'error spec.to[0].group: is required',
  ]);
});

test('a version that is served nowhere is refused with those that are', () => {
  assert.deepEqual(said(decodeYaml(grant('{}', 'v1alpha1'))), [
    'error apiVersion: must be gateway.networking.k8s.io/v1 or gateway.networking.k8s.io/v1beta1 or gateway.networking.k8s.io/v1alpha2, but is gateway.networking.k8s.io/v1alpha1',
  ]);
});
