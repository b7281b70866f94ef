import assert from 'node:assert/strict';
import { it } from 'node:test';
import { TimeShare } from './time-share.ts';

it('lets work take a part of all time, and so much at once', () => {
  let now = 0;
  const share = new TimeShare(() => now, { part: 0.1, burst: 20 });
  const work = (ms: number) =>
    share.spend(() => {
      now += ms;
    });
  work(15);
  assert.equal(share.isLeft, true);
  work(15);
  assert.equal(share.isLeft, false, 'what is begun is owed');
  now += 60;
  assert.equal(share.isLeft, false);
  now += 60;
  assert.equal(share.isLeft, true);
  now += 10_000;
  assert.equal(share.isLeft, true);
  work(25);
  assert.equal(share.isLeft, false, 'what nobody took is not kept for long');
});
