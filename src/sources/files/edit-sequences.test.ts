import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { createMemoryState, type State } from '#state';
import { Follower } from '../follower.ts';
import { createFileSource } from './file-source.ts';
import { applyEdit, directoryEdit, fillDirectory, goodDocument } from './testing/directory-edits.ts';

const root = mkdtempSync(join(tmpdir(), 'fairlead-edits-'));
after(() => rmSync(root, { recursive: true, force: true }));

const then = fc.constantFrom('go on', 'next turn', 'settle', 'settle', 'stop', 'start');
const steps = fc.array(fc.tuple(directoryEdit, then), { minLength: 1, maxLength: 12 });

function open(directory: string, state: State): Promise<Follower> {
  return Follower.start(createFileSource({ paths: [directory], state }));
}

async function copyOf(state: State): Promise<State> {
  const copy = createMemoryState();
  await copy.write(Array.from(await state.load(), ([name, text]) => ({ name, text })));
  return copy;
}

/** Everything that was done before is noticed and settled when a deletion done now comes through. */
async function settle(live: Follower, directory: string): Promise<void> {
  const sentinel = join(directory, 'sentinel.yaml');
  const isThere = (): boolean => [...live.entries.keys()].some(key => key.endsWith('/sentinel'));
  writeFileSync(sentinel, goodDocument('sentinel', 0));
  await live.until('the sentinel', isThere);
  rmSync(sentinel);
  await live.until('quiet', () => !isThere());
}

let runs = 0;

it('any sequence of edits, kills and restarts ends as a fresh start from the same directory and state does', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (sequence, isFilled) => {
      const directory = join(root, String(runs++));
      mkdirSync(directory);
      if (isFilled) fillDirectory(directory);
      const state = createMemoryState();
      let live: Follower | undefined = await open(directory, state);
      for (const [edit, next] of sequence) {
        applyEdit(directory, edit);
        if (next === 'next turn') await nextTurn();
        if (next === 'settle' && live !== undefined) await settle(live, directory);
        if (next === 'stop') {
          await live?.source.stop();
          live = undefined;
        }
        if (next === 'start') live ??= await open(directory, state);
      }
      live ??= await open(directory, state);
      await settle(live, directory);
      const copy = await copyOf(state);
      const fresh = await open(directory, copy);
      try {
        assert.deepEqual(new Map([...live.entries].sort()), new Map([...fresh.entries].sort()));
        assert.deepEqual(new Set((await copy.load()).keys()), new Set((await state.load()).keys()));
      } finally {
        await live.source.stop();
        await fresh.source.stop();
        rmSync(directory, { recursive: true });
      }
    }),
    { numRuns: Number(process.env.FAIRLEAD_RUNS ?? 60) },
  );
});
