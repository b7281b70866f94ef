import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SmallSet } from './small-set.ts';

test('SmallSet does what Set does', () => {
  const edit = fc.tuple(fc.constantFrom('add', 'add', 'delete', 'clear'), fc.nat(5));
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 40 }), edits => {
      const small = new SmallSet<number>();
      const set = new Set<number>();
      for (const [what, item] of edits) {
        if (what === 'add') {
          small.add(item);
          set.add(item);
        } else if (what === 'delete') {
          assert.equal(small.delete(item), set.delete(item));
        } else {
          small.clear();
          set.clear();
        }
        assert.deepEqual([small.size, [...small]], [set.size, [...set]]);
        assert.equal(small.has(item), set.has(item));
      }
    }),
  );
});

test('SmallSet lets its items be deleted while they are gone through', () => {
  const small = new SmallSet<number>();
  for (const item of [1, 2, 3]) small.add(item);
  const seen: number[] = [];
  for (const item of small) {
    seen.push(item);
    small.delete(item);
  }
  assert.deepEqual([seen, small.size], [[1, 2, 3], 0]);
});
