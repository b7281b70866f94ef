import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeResource } from '../decode.ts';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { secret } from './secret.ts';

const head = 'apiVersion: v1, kind: Secret, metadata: {name: cert}';

function texts(data: Readonly<Record<string, Uint8Array>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(data).map(([key, bytes]) => [key, new TextDecoder().decode(bytes)]),
  );
}

test('data is decoded, and stringData laid over it', () => {
  const { type, data } = specOf(
    secret,
    `{${head}, type: kubernetes.io/tls, immutable: true,
      data: {tls.crt: "Y2Vy\\ndA==", tls.key: a2V5}, stringData: {tls.key: other, note: hi}}`,
  );
  assert.equal(type, 'kubernetes.io/tls');
  assert.deepEqual(texts(data), { 'tls.crt': 'cert', 'tls.key': 'other', note: 'hi' });
});

test('a Secret may be empty', () => {
  assert.deepEqual(specOf(secret, `{${head}}`), { type: 'Opaque', data: {} });
});

test('a key that objects inherit is a key like others', () => {
  const object: unknown = JSON.parse(
    '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"data":{"__proto__":"YQ=="},"stringData":{"b":"b"}}',
  );
  const { resource } = decodeResource(object);
  assert.ok(resource?.id === 'kubernetes/Secret');
  assert.deepEqual(Object.keys(resource.spec.data), ['__proto__', 'b']);
});

test('what is wrong is said without saying the secret', () => {
  for (const [data, expected] of [
    [
      'data: {k: hunter2!}',
      'error data.k: must be base64 with padding; use stringData in a Secret, or data in a ConfigMap, for plain text',
    ],
    [
      'data: {k: aGk}',
      'error data.k: must be base64 with padding; use stringData in a Secret, or data in a ConfigMap, for plain text',
    ],
    ['data: {k: 12345678}', 'error data.k: must be text; put it in quotes'],
    ['stringData: {k: 12345678}', 'error stringData.k: must be text; put it in quotes'],
    [
      'data: {"a/b": aGk=}',
      'error data["a/b"]: must be a key of letters, digits, "-", "_" and ".", but is "a/b"',
    ],
  ] as const) {
    assert.deepEqual(said(decodeYaml(`{${head}, ${data}}`)), [expected]);
  }
});

test('more than Kubernetes stores in a Secret is refused', () => {
  const half = Buffer.alloc(600 * 1024).toString('base64');
  const decoded = decodeYaml(`{${head}, data: {a: "${half}", b: "${half}"}}`);
  assert.deepEqual(said(decoded), [
    'error : must hold at most 1048576 bytes in all its values together, but holds 1228800',
  ]);
});
