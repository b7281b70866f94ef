import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateLaws } from './laws.ts';
import { createMemoryState } from './memory-state.ts';
import { stateWithin } from './state-within.ts';

stateLaws('stateWithin', () => stateWithin(createMemoryState(), 'north'));

test('parts of one state, and the whole, do not see each other', async () => {
  const whole = createMemoryState();
  const [north, south] = [stateWithin(whole, 'north'), stateWithin(whole, 'south')];
  await whole.put('document a', 'whole');
  await north.put('document a', 'north');
  await south.put('document a', 'south');
  await south.delete('document a');
  assert.deepEqual([...(await north.load())], [['document a', 'north']]);
  assert.equal((await south.load()).size, 0);
  assert.deepEqual([...(await whole.load('document '))], [['document a', 'whole']]);
});
