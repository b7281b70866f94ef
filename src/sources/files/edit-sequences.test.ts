import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { createMemoryState, type State } from '#state';
import { Follower } from '../follower.ts';
import { createFileSource } from './file-source.ts';

const root = mkdtempSync(join(tmpdir(), 'fairlead-edits-'));
after(() => rmSync(root, { recursive: true, force: true }));

const names = ['x', 'y', 'z'] as const;
const files = ['a.yaml', 'b.yaml', 'c.json', 'sub/d.yaml'] as const;
const directories = ['sub', 'other'] as const;

const good = (name: string, value: number): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: default\ndata:\n  v: "${value}"\n  w: "1"\n`;

/** Documents of every sort that a source has to tell apart. */
const document = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom(...names), fc.nat(2)).map(([name, value]) => good(name, value)),
  },
  // Refused when it is decoded, when it is parsed, and so broken that it does not say in full what it is.
  {
    weight: 2,
    arbitrary: fc.constantFrom(...names).map(name => good(name, 0).replace('data:', 'data: 7\nmore:')),
  },
  { weight: 2, arbitrary: fc.constantFrom(...names).map(name => `${good(name, 0)}  - broken\n`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...names).map(name => `kind: ConfigMap\nmetadata: {name: ${name}, [\n`),
  },
  { weight: 2, arbitrary: fc.constantFrom('{ garbage', 'a: b: c', 'kind: [', '# nothing\n', 'text') },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.tuple(fc.constantFrom(...names), fc.nat(2)), { maxLength: 3 })
      .map(
        items =>
          `kind: List\napiVersion: v1\nitems: ${JSON.stringify(items.map(([name, v]) => item(name, v)))}\n`,
      ),
  },
);

function item(name: string, value: number) {
  const metadata = { name, namespace: 'default' };
  return value === 2
    ? { kind: 'ConfigMap' }
    : { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { v: `${value}` } };
}

const file = fc.constantFrom(...files);
const edit = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      file,
      text: fc.array(document, { maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('replace' as const),
      file,
      text: fc.array(document, { maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      file,
      text: fc.array(document, { maxLength: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('cut' as const),
      file,
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), file }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), file, to: file }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('move directory' as const),
      from: fc.constantFrom(...directories),
      to: fc.constantFrom(...directories),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('delete directory' as const),
      from: fc.constantFrom(...directories),
    }),
  },
);
const step = fc.tuple(edit, fc.constantFrom('go on', 'go on', 'next turn', 'settle', 'stop', 'start'));

type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

function apply(directory: string, what: Edit): void {
  const at = (name: string): string => join(directory, name);
  switch (what.do) {
    case 'write':
    case 'append': {
      mkdirSync(dirname(at(what.file)), { recursive: true });
      const text = what.text.join('---\n');
      writeFileSync(at(what.file), what.do === 'append' ? `---\n${text}` : text, {
        flag: what.do === 'append' ? 'a' : 'w',
      });
      return;
    }
    case 'replace':
      mkdirSync(dirname(at(what.file)), { recursive: true });
      writeFileSync(at(`${what.file}.tmp`), what.text.join('---\n'));
      renameSync(at(`${what.file}.tmp`), at(what.file));
      return;
    case 'cut':
      if (!existsSync(at(what.file))) return;
      truncateSync(at(what.file), Math.floor(readFileSync(at(what.file)).length * what.part));
      return;
    case 'delete':
      rmSync(at(what.file), { force: true });
      return;
    case 'move':
      if (!existsSync(at(what.file))) return;
      mkdirSync(dirname(at(what.to)), { recursive: true });
      renameSync(at(what.file), at(what.to));
      return;
    case 'move directory':
      if (!existsSync(at(what.from)) || existsSync(at(what.to))) return;
      renameSync(at(what.from), at(what.to));
      return;
    case 'delete directory':
      rmSync(at(what.from), { recursive: true, force: true });
  }
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
  writeFileSync(sentinel, good('sentinel', 0));
  await live.until('the sentinel', isThere);
  rmSync(sentinel);
  await live.until('quiet', () => !isThere());
}

let runs = 0;

it('any sequence of edits ends as a fresh start from the same directory and state does', async () => {
  const open = (directory: string, state: State) =>
    Follower.start(createFileSource({ paths: [directory], state }));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async steps => {
      const directory = join(root, String(runs++));
      mkdirSync(directory);
      const state = createMemoryState();
      let live: Follower | undefined = await open(directory, state);
      for (const [what, then] of steps) {
        apply(directory, what);
        if (then === 'next turn') await nextTurn();
        if (then === 'settle' && live !== undefined) await settle(live, directory);
        if (then === 'stop') {
          await live?.source.stop();
          live = undefined;
        }
        if (then === 'start') live ??= await open(directory, state);
      }
      live ??= await open(directory, state);
      await settle(live, directory);
      const fresh = await open(directory, await copyOf(state));
      try {
        assert.deepEqual(new Map([...live.entries].sort()), new Map([...fresh.entries].sort()));
      } finally {
        await live.source.stop();
        await fresh.source.stop();
        rmSync(directory, { recursive: true });
      }
    }),
    { numRuns: Number(process.env.FAIRLEAD_RUNS ?? 60) },
  );
});
