import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rounds } from './rounds.ts';

const turn = () => new Promise<void>(resolve => setImmediate(resolve));
/** worker does what takes 20 ms of a clock of its own. */
function worker() {
  const done: number[] = [];
  let now = 0;
  let ended = 0;
  const work = (one: number) => {
    now += 20;
    done.push(one);
  };
  const rounds = new Rounds(
    work,
    () => ended++,
    () => now,
  );
  return { rounds, done, ended: () => ended };
}

test('what is due is done once, before control returns to the event loop', async () => {
  const done: string[] = [];
  const rounds = new Rounds<string>(
    one => done.push(one),
    () => done.push('done'),
  );
  for (const one of ['a', 'b', 'a']) rounds.add(one);
  assert.deepEqual(done, []);
  await Promise.resolve();
  assert.deepEqual(done, ['a', 'b', 'done']);
});

test('what is due for long goes on in the turns after, and others get their turn in between', async () => {
  const { rounds, done, ended } = worker();
  for (let i = 0; i < 9; i++) rounds.add(i);
  const turns: number[] = [];
  while (done.length < 9) {
    await turn();
    turns.push(done.length);
  }
  assert.deepEqual([...turns, ended()], [3, 6, 9, 1]);
});

test('what is added in many microtasks of one turn shares its time', async () => {
  const { rounds, done } = worker();
  for (let i = 0; i < 5; i++) {
    rounds.add(i);
    await Promise.resolve();
  }
  assert.deepEqual(done, [0, 1, 2]);
  await turn();
  await turn();
  assert.deepEqual(done, [0, 1, 2, 3, 4]);
});
