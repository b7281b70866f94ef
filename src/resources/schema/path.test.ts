import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayPath } from './path.ts';

test('a path is written as in the object', () => {
  assert.equal(displayPath([]), '');
  assert.equal(displayPath(['spec', 'rules', 0, 'matches', 12, 'path']), 'spec.rules[0].matches[12].path');
  assert.equal(displayPath(['metadata', 'labels', 'example.com/app']), 'metadata.labels["example.com/app"]');
  assert.equal(displayPath(['data', 'tls.crt']), 'data["tls.crt"]');
  assert.equal(displayPath(['a"b\n']), '["a\\"b\\n"]');
});

test('a name without end is cut', () => {
  assert.ok(displayPath(['spec', 'x'.repeat(1_000_000)]).length < 100);
});
