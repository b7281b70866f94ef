import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourceKey } from '#lib/resource-ref.ts';
import { decodeYaml, mistakesIn, specOf } from '../decode-yaml.ts';
import { globalSecret, meshSecret } from './secret.ts';

test('a secret is of its mesh, and a global one of none', () => {
  const ofMesh = '{type: Secret, mesh: blue, name: key, data: dGV4dA==}';
  assert.deepEqual(Buffer.from(specOf(meshSecret, ofMesh).data).toString(), 'text');
  const global = '{type: GlobalSecret, name: key, data: dGV4dA==}';
  assert.deepEqual(Buffer.from(specOf(globalSecret, global).data).toString(), 'text');
  const keyOf = (text: string) => {
    const { ref } = decodeYaml(text);
    return ref && resourceKey(ref);
  };
  assert.deepEqual(
    [keyOf(ofMesh), keyOf(global)],
    ['kuma.io/Secret/local/blue/key', 'kuma.io/GlobalSecret/local//key'],
  );
});

test('what is not base64 is refused, and not quoted', () => {
  const said = mistakesIn('{type: Secret, name: key, data: hunter2}');
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /^error data: must be base64 with padding/);
  assert.doesNotMatch(said[0] ?? '', /hunter2/);
});
