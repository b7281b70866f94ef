import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptList } from './kept-list.ts';

test('a kept list has the items of the list that was given, and does not change with it', () => {
  const given = [1, 2];
  const kept = keptList(given);
  given.push(3);
  assert.deepEqual(kept, [1, 2]);
});

test('empty lists are one', () => {
  assert.equal(keptList([]), keptList([] as string[]));
});
