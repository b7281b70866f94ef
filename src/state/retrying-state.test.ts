import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createManualClock } from '#graph';
import { stateLaws } from './laws.ts';
import { createMemoryState } from './memory-state.ts';
import { retryingState } from './retrying-state.ts';
import { createStateDirectory } from './state-directory.ts';

stateLaws('retryingState', () =>
  retryingState(createMemoryState(), { clock: createManualClock(), onNotice: () => {} }),
);

/** A state whose directory cannot be made until `mend`. */
function unwritable(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'fairlead-retrying-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const inTheWay = join(root, 'state');
  writeFileSync(inTheWay, '');
  const clock = createManualClock();
  const notices: string[] = [];
  const said = new EventEmitter();
  const directory = createStateDirectory(inTheWay);
  const onNotice = (message: string) => {
    notices.push(message);
    said.emit('notice');
  };
  const state = retryingState(directory, { clock, onNotice });
  return { directory, state, clock, notices, said, mend: () => rmSync(inTheWay) };
}

test('a write that fails is said once, tried again with its latest text, and ends nothing', async t => {
  const { directory, state, clock, notices, said, mend } = unwritable(t);
  await state.put('a', '1');
  await state.put('a', '2');
  assert.equal(clock.waiting, 1);
  mend();
  const written = once(said, 'notice');
  clock.turn(1000);
  await written;
  assert.equal(notices.length, 2);
  assert.match(notices[0] ?? '', /^not remembered .*state directory/);
  assert.match(notices[1] ?? '', /written now/);
  assert.equal(directory.get('a'), '2');
  assert.equal(clock.waiting, 0);
  await state.close();
});

test('what could not be written is remembered as long as the process lives', async t => {
  const { state, mend } = unwritable(t);
  await state.put('document a', '1');
  assert.equal(state.get('document a'), '1');
  mend();
  await state.put('rejection b', '1');
  await state.delete('rejection b');
  assert.deepEqual([...(await state.load('document '))], [['document a', '1']]);
  assert.equal(state.get('rejection b'), undefined);
  await state.close();
});

test('what is left at the end is tried once more, and said where it is lost', async t => {
  const { directory, state, notices, mend } = unwritable(t);
  await state.put('a', '1');
  mend();
  await state.close();
  assert.match(notices.at(-1) ?? '', /written now/);
  assert.equal((await directory.load()).get('a'), '1');
  await directory.close();
});

test('a state that is retrying already is not wrapped again', t => {
  const { state, clock } = unwritable(t);
  assert.equal(retryingState(state, { clock, onNotice: () => {} }), state);
});
