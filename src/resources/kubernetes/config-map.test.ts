import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { configMap } from './config-map.ts';

const head = 'apiVersion: v1, kind: ConfigMap, metadata: {name: ca}';

test('texts and bytes are kept apart', () => {
  const { data, binaryData } = specOf(configMap, `{${head}, data: {ca.crt: PEM}, binaryData: {b: AAE=}}`);
  assert.deepEqual(data, { 'ca.crt': 'PEM' });
  assert.deepEqual(binaryData, { b: new Uint8Array([0, 1]) });
});

test('a key stands in one of the two', () => {
  assert.deepEqual(said(decodeYaml(`{${head}, data: {a: b}, binaryData: {a: AAE=}}`)), [
    'error binaryData.a: must not stand in data as well',
  ]);
});
