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

test('the name of an image is read as by those who run containers', () => {
  const digest = `sha256:${'0a'.repeat(32)}`;
  const names: Readonly<Record<string, readonly [string, string, string]>> = {
    plugin: ['registry-1.docker.io', 'library/plugin', 'latest'],
    'team/plugin:v1': ['registry-1.docker.io', 'team/plugin', 'v1'],
    'docker.io/team/plugin': ['registry-1.docker.io', 'team/plugin', 'latest'],
    'oci://example.com:5000/a/b/plugin:1.2': ['example.com:5000', 'a/b/plugin', '1.2'],
    [`localhost/plugin:v1@${digest}`]: ['localhost', 'plugin', digest],
    '[::1]:5000/plugin': ['[::1]:5000', 'plugin', 'latest'],
  };
  for (const [url, [registry, repository, reference]] of Object.entries(names)) {
    const { resource } = decodeResource(policy({ wasm: [{ code: { type: 'Image', image: { url } } }] }));
    assert.ok(resource?.id === 'envoy-gateway/EnvoyExtensionPolicy', url);
    assert.deepEqual(resource.spec.wasm?.[0]?.code.image?.url, { registry, repository, reference });
  }
  for (const url of [
    'example.com/../plugin',
    'example.com/Team/plugin',
    'a b/plugin',
    'http://example.com/plugin',
    'plugin@sha256:0a',
  ]) {
    assert.deepEqual(
      errors({ wasm: [{ code: { type: 'Image', image: { url } } }] }),
      [
        'error spec.wasm[0].code.image.url must be the name of an image: registry/name:tag, or registry/name@sha256:…',
      ],
      url,
    );
  }
});
