import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createGraph, createManualClock } from '#graph';
import { createMemoryState, createStateDirectory, type State } from '#state';
import type { Refusal } from '#status';
import type { Rejection } from '#xds';
import { rememberRejections } from './remember-rejections.ts';
import { retryWrites } from './retried-writes.ts';

function rejection(name: string): Rejection {
  const origins = [`/Backend/local/default/${name}`];
  return { type: 'cluster', name, version: 'v', envoyVersion: '1.40.0', message: 'no', origins, parts: [] };
}

async function remembering(state: State) {
  const graph = createGraph();
  const refusals = graph.source<Refusal>('test/refusals');
  const remembered = await rememberRejections(graph, state, refusals, { onNotice: () => {} });
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

/** A state whose directory cannot be made until `mend`. */
function unwritable(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'fairlead-retried-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const inTheWay = join(root, 'state');
  writeFileSync(inTheWay, '');
  return { state: createStateDirectory(inTheWay), mend: () => rmSync(inTheWay) };
}

test('a write of state that fails is said once, tried again with its latest text, and ends nothing', async t => {
  const { state, mend } = unwritable(t);
  const clock = createManualClock();
  const notices: string[] = [];
  const said = new EventEmitter();
  const writes = retryWrites(state, clock, message => {
    notices.push(message);
    said.emit('notice');
  });
  const failed = once(said, 'notice');
  writes.write([{ name: 'a', text: '1' }]);
  await failed;
  writes.write([{ name: 'a', text: '2' }]);
  assert.equal(clock.waiting, 1);
  mend();
  const written = once(said, 'notice');
  clock.turn(1000);
  await written;
  assert.equal(notices.length, 2);
  assert.match(notices[0] ?? '', /^not remembered .*state directory/);
  assert.match(notices[1] ?? '', /written now/);
  assert.equal(state.get('a'), '2');
  assert.equal(clock.waiting, 0);
  await writes.close();
  await state.close();
});
