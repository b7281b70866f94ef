import assert from 'node:assert/strict';
import { it } from 'node:test';
import { deepEqual } from './equal.ts';

it('deepEqual tells maps apart by what is in them, whatever their order', () => {
  const map = (...entries: [string, unknown][]) => new Map(entries);
  assert.ok(deepEqual(map(['a', { x: 1 }], ['b', 2]), map(['b', 2], ['a', { x: 1 }])));
  assert.ok(!deepEqual(map(['a', { x: 1 }]), map(['a', { x: 2 }])));
  assert.ok(!deepEqual(map(['a', 1]), map(['a', 1], ['b', 2])));
  assert.ok(!deepEqual(map(['a', 1]), map(['b', 1])));
  assert.ok(!deepEqual(map(), {}));
  assert.ok(!deepEqual({}, map()));
});
