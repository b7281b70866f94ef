import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createFileSource } from '#sources/files';
import { createMemoryObjects } from '#sources/memory';
import { createMemoryState, stateWithin } from '#state';
import { Follower } from './follower.ts';
import { joinSources } from './join-sources.ts';
import { type ConfigMapObject, configMapKey, lawKey, sourceLaws } from './laws.ts';
import type { Source } from './source.ts';

/** Two directories of files; of the second, every object may also be in the first. */
sourceLaws('joinSources of two sources of files', async () => {
  const [first, second] = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'fairlead-joined-')));
  const state = createMemoryState();
  const paths = (name: string): string[] => [first, second].map(d => join(d ?? '', `${name}.json`));
  const source = (name: string, directory = ''): Source =>
    createFileSource({ name, paths: [directory], state: stateWithin(state, name) });
  return {
    open: () => joinSources([source('first', first), source('second', second)]),
    // One that is alike in both is there once, and gone when it left both.
    put: async object => {
      const [one = '', other = ''] = paths(object.metadata.name);
      await writeFile(object.metadata.name === 'b' ? other : one, JSON.stringify(object));
    },
    remove: async name => {
      for (const path of paths(name)) await rm(path, { force: true });
    },
    dispose: async () => {
      for (const directory of [first, second]) rmSync(directory ?? '', { recursive: true });
    },
  };
});

sourceLaws(
  'joinSources of files and of objects',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fairlead-joined-'));
    const objects = createMemoryObjects();
    const state = createMemoryState();
    return {
      open: () => joinSources([createFileSource({ paths: [directory], state }), objects.source()]),
      put: async object => {
        objects.put({ ...object });
      },
      remove: async (name, kind) => objects.remove(lawKey(name, kind)),
      statusOf: async name => objects.statusOf(lawKey(name, 'Backend')),
      dispose: async () => rmSync(directory, { recursive: true }),
    };
  },
  { refusesBroken: true },
);

const configMap = (name: string, x: string): ConfigMapObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { x },
});

async function joined() {
  const stores = [createMemoryObjects(), createMemoryObjects()] as const;
  const open = () =>
    joinSources([
      stores[0].source({ name: 'north', controller: 'a.b/c' }),
      stores[1].source({ name: 'south' }),
    ]);
  const follower = await Follower.start(open());
  const inForce = (name: string): unknown => {
    const resource = follower.entries.get(configMapKey(name))?.resource;
    return resource?.id === 'kubernetes/ConfigMap' ? resource.spec.data.x : undefined;
  };
  return { north: stores[0], south: stores[1], open, follower, inForce };
}

describe('several sources that hold one key', () => {
  test('the first in order is in force, whichever came first, and the other stays when it goes', async () => {
    const { north, south, follower, inForce } = await joined();
    const key = south.put({ ...configMap('a', 'south') });
    assert.equal(inForce('a'), 'south');
    north.put({ ...configMap('a', 'north') });
    assert.equal(inForce('a'), 'north');
    south.put({ ...configMap('a', 'south again') });
    assert.equal(inForce('a'), 'north');
    north.remove(key);
    assert.equal(inForce('a'), 'south again');
    south.remove(key);
    assert.equal(follower.entries.size, 0);
  });

  test('what is shadowed is said, as long as it differs', async () => {
    const { north, south, follower } = await joined();
    const said = () =>
      follower.entries.get(configMapKey('a'))?.findings.map(f => `${f.reason}: ${f.message}`);
    south.put({ ...configMap('a', '1') });
    north.put({ ...configMap('a', '2') });
    assert.deepEqual(said(), [
      'Duplicate: is in south too, and differs there: what north says is in force; remove one of them',
    ]);
    south.put({ ...configMap('a', '2') });
    assert.deepEqual(said(), []);
  });

  test('what is asked of an object is asked of the source whose version is in force', async () => {
    const { north, south, follower } = await joined();
    const key = south.put({ ...configMap('a', '1') });
    const { source, entries } = follower;
    const write = async (x: string) => {
      const uid = entries.get(key)?.resource?.metadata.uid;
      await source.writeStatus?.({ key, uid, status: { x } });
    };
    await write('1');
    assert.equal(entries.get(key)?.controller, undefined);
    north.put({ ...configMap('a', '2') });
    await write('2');
    assert.equal(entries.get(key)?.controller, 'a.b/c');
    assert.deepEqual([north.statusOf(key), south.statusOf(key)], [{ x: '2' }, { x: '1' }]);
    assert.equal(source.origin(key)?.file.split(':')[0], 'north');
    assert.deepEqual(source.written(key), configMap('a', '2'));
  });

  test('where one cannot start, none goes on, and nothing is handed over', async () => {
    const objects = createMemoryObjects();
    objects.put({ ...configMap('a', '1') });
    const missing = createFileSource({ paths: ['/nowhere'], state: createMemoryState() });
    const handed: unknown[] = [];
    await assert.rejects(
      joinSources([objects.source(), missing]).start(changes => handed.push(...changes)),
      /nowhere: there is no such file/,
    );
    objects.put({ ...configMap('b', '1') });
    assert.deepEqual(handed, []);
  });

  test('any edits of two sources end as a fresh start from what they hold', async () => {
    const edit = fc.record({
      of: fc.constantFrom('north' as const, 'south' as const),
      name: fc.constantFrom('a', 'b'),
      x: fc.option(fc.constantFrom('1', '2')),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 20 }), async edits => {
        const { open, follower, ...stores } = await joined();
        for (const { of, name, x } of edits) {
          if (x === null) stores[of].remove(configMapKey(name));
          else stores[of].put({ ...configMap(name, x) });
        }
        const fresh = await Follower.start(open());
        assert.deepEqual(new Map([...follower.entries].sort()), new Map([...fresh.entries].sort()));
      }),
      { numRuns: 300 },
    );
  });
});
