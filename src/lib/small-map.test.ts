import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SmallMap } from './small-map.ts';

test('SmallMap does what Map does, with one entry, none and many, in their order', () => {
  const edit = fc.tuple(fc.boolean(), fc.nat(14), fc.nat());
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 60 }), edits => {
      const small = new SmallMap<number, number>();
      const map = new Map<number, number>();
      for (const [set, key, value] of edits) {
        if (set) {
          small.set(key, value);
          map.set(key, value);
        } else {
          small.delete(key);
          map.delete(key);
        }
        assert.equal(small.size, map.size);
        assert.equal(small.get(key), map.get(key));
      }
      assert.deepEqual([...small], [...map]);
      assert.deepEqual([...small.keys()], [...map.keys()]);
      assert.deepEqual([...small.values()], [...map.values()]);
    }),
  );
});
