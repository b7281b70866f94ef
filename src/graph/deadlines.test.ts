import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { type Deadline, Deadlines } from './deadlines.ts';

it('deadlines come out in order of time, whatever was added, moved and removed before', () => {
  const step = fc.record({
    key: fc.integer({ min: 0, max: 30 }),
    time: fc.option(fc.integer({ min: 0, max: 50 })),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), steps => {
      const deadlines = new Deadlines();
      const held = new Map<string, Deadline>();
      const expired: string[] = [];
      const owner = { expire: (key: string) => expired.push(key) };
      for (const { key, time } of steps) {
        const name = String(key);
        const deadline = held.get(name);
        if (time === null) {
          if (deadline) deadlines.remove(deadline);
          held.delete(name);
        } else if (deadline) deadlines.move(deadline, time);
        else held.set(name, deadlines.add(owner, name, time));
        assert.equal(deadlines.size, held.size);
        assert.equal(deadlines.earliest, held.size > 0 ? Math.min(...timesOf(held)) : undefined);
      }
      deadlines.expire(25);
      assert.deepEqual(
        expired.toSorted(),
        [...held]
          .filter(([, { time }]) => time <= 25)
          .map(([key]) => key)
          .toSorted(),
      );
      deadlines.expire(50);
      assert.equal(deadlines.size, 0);
      const times = expired.map(key => held.get(key)?.time ?? -1);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
    }),
  );
});

it('a deadline that fills a gap finds its place, earlier or later than what is around it', () => {
  const deadlines = new Deadlines();
  const expired: string[] = [];
  const owner = { expire: (key: string) => expired.push(key) };
  // As a tree: 0 over 100 and 1, 100 over 110 and 120, 1 over 2 and 3. The last, 3, takes the place of 110, under 100.
  const [, , , gap] = [0, 100, 1, 110, 120, 2, 3].map(time => deadlines.add(owner, String(time), time));
  assert.ok(gap);
  deadlines.remove(gap);
  deadlines.expire(200);
  assert.deepEqual(expired, ['0', '1', '2', '3', '100', '120']);
});

function timesOf(held: ReadonlyMap<string, Deadline>): readonly number[] {
  return Array.from(held.values(), ({ time }) => time);
}
