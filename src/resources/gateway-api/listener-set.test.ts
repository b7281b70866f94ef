import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said } from '../decode-yaml.ts';

function set(spec: string, type = 'gateway.networking.k8s.io/v1, kind: ListenerSet'): string {
  return `{apiVersion: ${type}, metadata: {name: extra, namespace: shop}, spec: ${spec}}`;
}

for (const type of [
  'gateway.networking.k8s.io/v1, kind: ListenerSet',
  'gateway.networking.x-k8s.io/v1alpha1, kind: XListenerSet',
]) {
  test(`${type} adds listeners, as a Gateway has them, to the one that it names`, () => {
    const { resource, findings } = decodeYaml(
      set('{parentRef: {name: edge}, listeners: [{name: http, port: 8080, protocol: HTTP}]}', type),
    );
    assert.deepEqual(findings, []);
    assert.deepEqual(resource?.spec, {
      parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' },
      listeners: [
        {
          name: 'http',
          port: 8080,
          protocol: 'HTTP',
          allowedRoutes: { namespaces: { from: 'Same' }, kinds: [] },
        },
      ],
    });
  });
}

test('what is wrong with one is said as of a Gateway', () => {
  assert.deepEqual(said(decodeYaml(set('{listeners: []}'))), [
    'error spec.parentRef: is required',
    'error spec.listeners: must have at least one item',
  ]);
  const twice = '{name: a, port: 1, protocol: HTTP}, {name: a, port: 2, protocol: HTTP}';
  assert.deepEqual(said(decodeYaml(set(`{parentRef: {name: edge}, listeners: [${twice}]}`))), [
    'error spec.listeners[1].name: must be unique in its list, but item 0 has "a" too',
  ]);
});
