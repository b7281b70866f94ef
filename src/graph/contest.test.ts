import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Contest } from './contest.ts';

describe('a contest', () => {
  it('is won by the smallest key, after any claims and releases', () => {
    const deed = fc.record({ key: fc.integer({ min: 0, max: 40 }), claims: fc.boolean() });
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 200, size: 'max' }), deeds => {
        const values = new Map([['k20', -1]]);
        const contest = new Contest('k20', -1);
        deeds.forEach(({ key, claims }, i) => {
          const input = `k${key}`;
          if (claims) {
            values.set(input, i);
            contest.claim(input, i);
          } else if (values.has(input) && values.size > 1) {
            values.delete(input);
            contest.release(input);
          }
          const [smallest] = [...values.keys()].sort();
          assert.equal(contest.winner, smallest);
          assert.equal(contest.value, values.get(contest.winner));
          assert.equal(contest.size, values.size);
          assert.equal(contest.has(input), values.has(input));
        });
      }),
    );
  });

  it('of many whose winners leave one after the other hands on in order', () => {
    const keys = Array.from({ length: 500 }, (_, i) => `k${(i * 7919) % 500}`);
    const contest = new Contest('k0', 0);
    for (const key of keys) contest.claim(key, 1);
    const winners: string[] = [];
    while (contest.size > 1) {
      winners.push(contest.winner);
      contest.release(contest.winner);
    }
    assert.deepEqual([...winners, contest.winner], keys.toSorted());
  });
});
