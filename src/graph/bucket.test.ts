import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Bucket } from './bucket.ts';

describe('members of a bucket', () => {
  it('are the values ordered by key, after any changes and reads', () => {
    const step = fc.record({
      key: fc.integer({ min: 0, max: 60 }),
      deed: fc.constantFrom('put' as const, 'put' as const, 'remove' as const, 'read' as const),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), steps => {
        const values = new Map<string, number>();
        const bucket = new Bucket<number>([], key => values.get(key));
        steps.forEach(({ key, deed }, i) => {
          if (deed === 'read') {
            const members = bucket.members();
            assert.deepEqual(members, ordered(values));
            assert.equal(bucket.members(), members);
          } else if (deed === 'put') {
            values.set(`k${key}`, i);
            bucket.add(`k${key}`);
          } else {
            values.delete(`k${key}`);
            bucket.remove(`k${key}`);
          }
          assert.equal(bucket.size, values.size);
        });
        assert.deepEqual(bucket.members(), ordered(values));
      }),
    );
  });

  it('stay the same array until one changes, and an array that was given out never changes', () => {
    const values = new Map(Array.from({ length: 100 }, (_, i) => [`k${i}`, i]));
    const bucket = new Bucket<number>(values.keys(), key => values.get(key));
    const first = bucket.members();
    const copy = [...first];
    assert.equal(bucket.members(), first);
    values.set('k50', -1);
    bucket.add('k50');
    values.delete('k51');
    bucket.remove('k51');
    const second = bucket.members();
    assert.deepEqual(first, copy);
    assert.deepEqual(second, ordered(values));
    assert.equal(bucket.members(), second);
  });

  it('are not asked for, let alone sorted, before someone reads them', () => {
    const asked: string[] = [];
    const bucket = new Bucket<number>(['b', 'a'], key => asked.push(key));
    bucket.add('c');
    bucket.add('a');
    assert.deepEqual(asked, []);
  });

  it('after one change among many only the changed one is asked for', () => {
    const asked: string[] = [];
    const keys = Array.from({ length: 1000 }, (_, i) => `k${i}`);
    const bucket = new Bucket<number>(keys, key => asked.push(key));
    bucket.members();
    asked.length = 0;
    bucket.add('k7');
    bucket.add('new');
    bucket.members();
    assert.deepEqual(asked, ['k7', 'new']);
  });
});

function ordered(values: ReadonlyMap<string, number>): readonly number[] {
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
