import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGraph } from '#graph';
import { createMemoryState, type State } from '#state';
import type { Refusal } from '#status';
import type { Rejection } from '#xds';
import { rememberRejections } from './remember-rejections.ts';

function rejection(name: string): Rejection {
  const origins = [`/Backend/local/default/${name}`];
  return { type: 'cluster', name, version: 'v', envoyVersion: '1.40.0', message: 'no', origins, parts: [] };
}

async function remembering(state: State) {
  const graph = createGraph();
  const refusals = graph.source<Refusal>('test/refusals');
  const remembered = await rememberRejections(graph, state, refusals);
  return { ...remembered, refusals };
}

test('each rejection is a record of its own, and one that comes or goes writes no other', async () => {
  const state = createMemoryState();
  const writes: number[] = [];
  const counted: State = {
    ...state,
    write: changes => {
      writes.push(changes.length);
      return state.write(changes);
    },
  };
  const [a, b] = [rejection('a'), rejection('b')];
  const one = await remembering(counted);
  one.remember([a]);
  one.remember([a, b]);
  one.remember([b]);
  assert.deepEqual(writes, [1, 1, 1]);
  assert.deepEqual((await remembering(state)).known, [b]);
});

test('a damaged record costs its own rejection alone, and is cleared away', async () => {
  const state = createMemoryState();
  (await remembering(state)).remember([rejection('a')]);
  await state.put('rejection all', '[{"name":"of an earlier form"}]');
  await state.put('rejection torn', '{"name":');
  const again = await remembering(state);
  assert.deepEqual(again.known, [rejection('a')]);
  assert.equal(again.refusals.size, 1);
  assert.equal((await state.load()).size, 1);
});
