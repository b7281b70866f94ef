import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml } from './decode-yaml.ts';
import type { AnyResource } from './kinds.ts';
import { sameResource } from './same-resource.ts';

function configMap(metadata: string, value = 1): AnyResource {
  const { resource } = decodeYaml(
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: a, ${metadata}}, data: {x: "${value}"}}`,
  );
  assert.ok(resource);
  return resource;
}

test('a change of resourceVersion alone is none; any other is one', () => {
  const before = configMap('uid: u, resourceVersion: "1"');
  assert.ok(sameResource(before, configMap('uid: u, resourceVersion: "2"')));
  assert.ok(sameResource(before, configMap('uid: u')));
  assert.ok(!sameResource(before, configMap('uid: v, resourceVersion: "2"')));
  assert.ok(!sameResource(before, configMap('uid: u, resourceVersion: "2"', 2)));
});
