import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createManualClock } from '#lib/manual-clock.ts';
import { Outflow } from './outflow.ts';

const MiB = 1024 * 1024;

function outflow() {
  const clock = createManualClock();
  const resumed: string[] = [];
  return { clock, resumed, flow: new Outflow<string>(clock, one => resumed.push(one)) };
}

test('large responses wait while what was written is on its way, and as many go on as have room', () => {
  const { flow, resumed } = outflow();
  const taken = Array.from({ length: 8 }, () => flow.wrote(4 * MiB));
  assert.deepEqual(
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(one => flow.admits(one)),
    Array(7).fill(false),
  );
  for (const one of taken.slice(0, 4)) one();
  assert.deepEqual(resumed, []);
  taken[4]?.();
  assert.deepEqual(resumed, ['a', 'b', 'c', 'd', 'e']);
  assert.equal(flow.admits('a'), true);
});

test('small responses neither count nor wait', () => {
  const { flow } = outflow();
  for (let i = 0; i < 100_000; i++) flow.wrote(1000);
  assert.equal(flow.admits('a'), true);
});

test('peers that do not read hold up others for a second', () => {
  const { clock, flow, resumed } = outflow();
  const stalled = Array.from({ length: 8 }, () => flow.wrote(4 * MiB));
  for (const one of ['a', 'b']) assert.equal(flow.admits(one), false);
  clock.turn(999);
  assert.deepEqual(resumed, []);
  clock.turn(1);
  assert.deepEqual(resumed, ['a', 'b']);
  assert.equal(flow.admits('a'), true);
  // What they take at last is not counted twice.
  for (const one of stalled) one();
  for (let i = 0; i < 8; i++) flow.wrote(4 * MiB);
  assert.equal(flow.admits('a'), false);
});
