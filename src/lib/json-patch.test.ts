import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from './json.ts';
import { applyJsonPatch, JsonPatchError, type JsonPatchOperation } from './json-patch.ts';

const document: Json = { a: { b: [1, 2] }, 'c/d': true };
const cases: readonly (readonly [JsonPatchOperation, Json])[] = [
  [
    { op: 'add', path: '/a/b/1', value: 9 },
    { a: { b: [1, 9, 2] }, 'c/d': true },
  ],
  [
    { op: 'add', path: '/a/b/-', value: 9 },
    { a: { b: [1, 2, 9] }, 'c/d': true },
  ],
  [
    { op: 'add', path: '/x/y', value: 1 },
    { a: { b: [1, 2] }, 'c/d': true, x: { y: 1 } },
  ],
  [
    { op: 'add', path: '/x/0/y', value: 1 },
    { a: { b: [1, 2] }, 'c/d': true, x: [{ y: 1 }] },
  ],
  [
    { op: 'remove', path: '/a/b/0' },
    { a: { b: [2] }, 'c/d': true },
  ],
  [{ op: 'remove', path: '/c~1d' }, { a: { b: [1, 2] } }],
  [
    { op: 'replace', path: '/a/b', value: 'x' },
    { a: { b: 'x' }, 'c/d': true },
  ],
  [
    { op: 'move', from: '/a/b/0', path: '/e' },
    { a: { b: [2] }, 'c/d': true, e: 1 },
  ],
  [
    { op: 'copy', from: '/a', path: '/e' },
    { a: { b: [1, 2] }, 'c/d': true, e: { b: [1, 2] } },
  ],
  [{ op: 'test', path: '/a/b/0', value: 1 }, document],
  [
    { op: 'remove', jsonPath: '$.a.b[*]', path: '' },
    { a: { b: [] }, 'c/d': true },
  ],
  [
    { op: 'add', jsonPath: '$.a', path: '/x', value: 1 },
    { a: { b: [1, 2], x: 1 }, 'c/d': true },
  ],
];
for (const [operation, expected] of cases) {
  test(`${operation.op} ${operation.path}`, () => {
    const before = structuredClone(document);
    assert.deepEqual(applyJsonPatch(document, operation), expected);
    assert.deepEqual(document, before, 'what it is given stays as it is');
  });
}

const refused: readonly JsonPatchOperation[] = [
  { op: 'remove', path: '/nowhere' },
  { op: 'replace', path: '/a/b/7', value: 1 },
  { op: 'add', path: '/a/b/7', value: 1 },
  { op: 'add', path: 'a', value: 1 },
  { op: 'add', path: '/a' },
  { op: 'add', path: '/c~1d/e', value: 1 },
  { op: 'add', path: '/__proto__/x', value: 1 },
  { op: 'test', path: '/a/b/0', value: 2 },
  { op: 'move', path: '/e' },
  { op: 'add', jsonPath: '$.nowhere', path: '/x', value: 1 },
];
for (const operation of refused) {
  test(`${JSON.stringify(operation)} is refused`, () => {
    assert.throws(() => applyJsonPatch(document, operation), JsonPatchError);
  });
}
