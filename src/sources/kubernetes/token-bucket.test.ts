import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createManualClock } from '#graph';
import { TokenBucket } from './token-bucket.ts';

test('a burst passes at once, what comes after it in turn, and a pause fills the bucket again', async () => {
  const clock = createManualClock();
  const bucket = new TokenBucket(clock, 10, 2);
  let passed = 0;
  const ask = () => bucket.take().then(() => passed++);
  const after = async (ms: number) => {
    clock.turn(ms);
    await new Promise(setImmediate);
    return passed;
  };
  for (let i = 0; i < 5; i++) void ask();
  assert.equal(await after(0), 2);
  assert.equal(await after(99), 2);
  assert.equal(await after(1), 3);
  assert.equal(await after(200), 5);
  await after(10_000);
  for (let i = 0; i < 3; i++) void ask();
  assert.equal(await after(0), 7);
});
