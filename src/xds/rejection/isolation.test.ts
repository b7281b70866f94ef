import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  beginIsolation,
  type Isolation,
  partsAccepted,
  partsRefused,
  retainParts,
  withheldParts,
} from './isolation.ts';

/** Plays an Envoy that refuses every version with a guilty part, until nothing changes any more. */
function play(
  good: readonly string[],
  added: readonly string[],
  guilty: ReadonlySet<string>,
): { readonly end: Isolation; readonly steps: number; readonly everWithheld: ReadonlySet<string> } {
  const everWithheld = new Set<string>();
  let state = beginIsolation(good);
  for (let steps = 0; steps < 1000; steps++) {
    const out = withheldParts(state);
    for (const part of out.keys()) everWithheld.add(part);
    const present = [...good, ...added].filter(part => !out.has(part));
    const refused = present.some(part => guilty.has(part));
    const next = refused ? partsRefused(state, present, 'bad') : partsAccepted(state, present);
    assert.ok(next !== undefined, 'some part is to blame');
    if (!refused && state.groups.length === 0) return { end: next, steps, everWithheld };
    state = next;
  }
  throw new Error('does not end');
}

test('one suspect is guilty at once', () => {
  const state = partsRefused(beginIsolation(['a', 'b']), ['a', 'b', 'c'], 'no');
  assert.ok(state);
  assert.deepEqual([...withheldParts(state)], [['c', 'no']]);
});

test('of several suspects half are withheld, and come back when the other half proves good', () => {
  let state = partsRefused(beginIsolation([]), ['a', 'b', 'c', 'd'], 'no');
  assert.ok(state);
  assert.deepEqual([...withheldParts(state).keys()], ['c', 'd']);
  state = partsAccepted(state, ['a', 'b']);
  assert.deepEqual([...withheldParts(state).keys()], ['d']);
  state = partsAccepted(state, ['a', 'b', 'c']);
  assert.deepEqual([...state.guilty.keys()], ['d'], 'd alone is left of those that were refused together');
});

test('a resource whose parts are all known good is refused as a whole', () => {
  assert.equal(partsRefused(beginIsolation(['a', 'b']), ['a', 'b'], 'no'), undefined);
});

test('parts that were mended or removed are no longer withheld', () => {
  const state = partsRefused(beginIsolation([]), ['a', 'b', 'c', 'd'], 'no');
  assert.ok(state);
  assert.deepEqual([...withheldParts(retainParts(state, part => part !== 'd')).keys()], ['c']);
});

test('whatever is guilty, it alone ends withheld, and nothing that was served ever is', () => {
  const parts = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(parts, fc.infiniteStream(fc.integer({ min: 0, max: 5 })), (all, dice) => {
      const kinds = all.map(part => [part, dice.next().value] as const);
      const good = kinds.filter(([, kind]) => kind < 2).map(([part]) => part);
      const guilty = new Set(kinds.filter(([, kind]) => kind === 2).map(([part]) => part));
      const added = all.filter(part => !good.includes(part));
      const { end, steps, everWithheld } = play(good, added, guilty);
      assert.deepEqual(new Set(withheldParts(end).keys()), guilty);
      assert.ok(good.every(part => !everWithheld.has(part)));
      const bound = 3 + 3 * guilty.size * (1 + Math.ceil(Math.log2(added.length + 1)));
      assert.ok(steps <= bound, `${steps} steps for ${guilty.size} of ${added.length}`);
    }),
  );
});
