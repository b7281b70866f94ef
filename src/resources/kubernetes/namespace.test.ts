import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, specOf } from '../decode-yaml.ts';
import { namespace } from './namespace.ts';

test('a Namespace is its name and its labels, with or without spec', () => {
  const text = '{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: a}}';
  assert.deepEqual(specOf(namespace, `${text}}`), {});
  const { resource, ref } = decodeYaml(`${text}, spec: {finalizers: [kubernetes]}, status: {phase: Active}}`);
  assert.deepEqual(ref, { group: '', kind: 'Namespace', zone: 'local', namespace: '', name: 'shop' });
  assert.deepEqual(resource?.metadata.labels, { team: 'a' });
});
