import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { isFault } from '#lib/fault.ts';
import { Follower } from '../follower.ts';
import { configMapKey, sourceLaws } from '../laws.ts';
import { openStore } from './index.ts';
import { startWriter } from './testing/start-writer.ts';

const configMap = (name: string, x: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { x },
});
const by = 'test';

function storeFile(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-store-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'store.sqlite');
}

sourceLaws(
  'the store',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fairlead-store-'));
    const store = openStore(join(directory, 'store.sqlite'));
    return {
      open: () => store.source(),
      put: async object => {
        await store.put(object, { by });
      },
      remove: async name => {
        await store.remove(configMapKey(name), { by });
      },
      dispose: async () => {
        await store.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
  { refusesBroken: true },
);

test('an object has a uid, a time and a generation for good, and a version for each write', async t => {
  const file = storeFile(t);
  let now = 0;
  const store = openStore(file, { now: () => `time ${++now}` });
  t.after(() => store.close());
  const read = () => store.find(configMapKey('a'))?.object.metadata as Record<string, unknown>;
  await store.put(configMap('a', '1'), { by });
  const created = read();
  assert.deepEqual(
    [created.generation, created.resourceVersion, created.creationTimestamp],
    [1, '1', 'time 1'],
  );
  await store.put(configMap('a', '2'), { by });
  assert.deepEqual(read(), { ...created, generation: 2, resourceVersion: '2' });
  await store.put(
    { ...configMap('a', '2'), metadata: { name: 'a', namespace: 'default', labels: { b: 'c' } } },
    { by },
  );
  assert.equal(read().generation, 2, 'a label is not a new generation');
  assert.equal((await store.put({ ...store.find(configMapKey('a'))?.object }, { by })).kind, 'unchanged');
  await store.remove(configMapKey('a'), { by });
  await store.put(configMap('a', '2'), { by });
  assert.notEqual(read().uid, created.uid);
  assert.equal(read().resourceVersion, '5', 'a version is never given twice');
});

test('a write is made only where the object is as the writer expects it', async t => {
  const store = openStore(storeFile(t));
  t.after(() => store.close());
  const kind = async (x: string, expected: 'absent' | 'present' | number) =>
    (await store.put(configMap('a', x), { by, expected })).kind;
  assert.equal(await kind('1', 'present'), 'conflict');
  assert.equal(await kind('1', 'absent'), 'created');
  assert.equal(await kind('2', 'absent'), 'conflict');
  assert.equal(await kind('2', 7), 'conflict');
  assert.equal(await kind('2', 1), 'updated');
  const read = store.find(configMapKey('a'))?.object;
  await store.put(configMap('a', '3'), { by });
  assert.deepEqual(await store.put({ ...read, data: { x: '4' } }, { by }), { kind: 'conflict', version: 3 });
  assert.deepEqual(await store.remove(configMapKey('a'), { by, expected: 2 }), {
    kind: 'conflict',
    version: 3,
  });
  assert.deepEqual(await store.remove(configMapKey('b'), { by }), { kind: 'missing' });
});

test('what cannot be used is refused with its reasons, and what stood there stays', async t => {
  const store = openStore(storeFile(t));
  t.after(() => store.close());
  await store.put(configMap('a', '1'), { by });
  for (const object of [{ ...configMap('a', '2'), data: 7 }, undefined, [], { kind: 'Nothing' }]) {
    const outcome = await store.put(object, { by });
    assert.ok(outcome.kind === 'refused' && outcome.findings.length > 0);
  }
  assert.deepEqual(store.find(configMapKey('a'))?.object.data, { x: '1' });
});

test('each write is recorded with who, what, when and the difference, and of a Secret with names alone', async t => {
  const store = openStore(storeFile(t), { now: () => 'then' });
  t.after(() => store.close());
  await store.put(configMap('a', '1'), { by: 'ann' });
  await store.put(configMap('a', '2'), { by: 'bob' });
  await store.remove(configMapKey('a'), { by: 'cat' });
  const [removed, updated, created] = store.writes(10);
  assert.deepEqual([removed?.action, updated?.action, created?.action], ['removed', 'updated', 'created']);
  assert.deepEqual(updated, {
    version: 2,
    time: 'then',
    by: 'bob',
    action: 'updated',
    key: configMapKey('a'),
    changes: [{ path: 'data.x', before: '1', after: '2' }],
  });
  assert.deepEqual(
    store.writes(1, 3).map(({ version }) => version),
    [2],
  );
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { p: 'hunter2' } };
  await store.put(secret, { by });
  assert.doesNotMatch(JSON.stringify(store.writes(1)), /hunter2/);
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, 'v'.repeat(2000)]));
  await store.put({ ...configMap('big', ''), data: many }, { by });
  assert.ok(JSON.stringify(store.writes(1)).length < 4096, 'what is recorded of one write is bounded');
});

test('only the last 10,000 writes are remembered, and versions go on', async t => {
  const store = openStore(storeFile(t));
  t.after(() => store.close());
  const puts = Array.from({ length: 10_020 }, (_, i) => store.put(configMap('a', String(i)), { by }));
  await Promise.all(puts);
  const writes = store.writes(20_000);
  assert.deepEqual([writes.length, writes[0]?.version, writes.at(-1)?.version], [10_000, 10_020, 21]);
});

test('a follower hears of writes that share a transaction in one batch, and of none that came to nothing', async t => {
  const store = openStore(storeFile(t));
  const follower = await Follower.start(store.source());
  t.after(() => store.close());
  await Promise.all([
    store.put(configMap('a', '1'), { by }),
    store.put(configMap('b', '1'), { by }),
    store.remove(configMapKey('b'), { by }),
    store.put({ ...configMap('c', '1'), data: 7 }, { by }),
  ]);
  assert.deepEqual(
    follower.batches.map(batch => batch.map(({ key }) => key)),
    [[configMapKey('a')]],
  );
});

test('after any sequence of writes, another process reads what the followers of the first were told', async () => {
  const edit = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    x: fc.option(fc.constantFrom('1', '2', '3')),
    isAwaited: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { maxLength: 25 }), async edits => {
      const directory = mkdtempSync(join(tmpdir(), 'fairlead-store-'));
      const file = join(directory, 'store.sqlite');
      const store = openStore(file);
      const follower = await Follower.start(store.source());
      for (const { name, x, isAwaited } of edits) {
        const done =
          x === null ? store.remove(configMapKey(name), { by }) : store.put(configMap(name, x), { by });
        if (isAwaited) await done;
      }
      await store.close();
      const reopened = openStore(file);
      const fresh = await Follower.start(reopened.source());
      await reopened.close();
      rmSync(directory, { recursive: true, force: true });
      assert.deepEqual(new Map([...follower.entries].sort()), fresh.entries);
    }),
    { numRuns: 40 },
  );
});

test('the file is for its owner alone, and for one process at a time', async t => {
  const file = storeFile(t);
  const store = openStore(file);
  t.after(() => store.close());
  await store.put(configMap('a', '1'), { by });
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(`${file}-wal`).mode & 0o777, 0o600);
  const writer = await startWriter(file);
  await writer.ended;
  assert.match(writer.said(), /is in use by another process/);
});

test('what is not a store is refused in words, and left as it is', async t => {
  const file = storeFile(t);
  const refusal = (pattern: RegExp) =>
    assert.throws(
      () => openStore(file),
      error => isFault(error) && pattern.test(error.message),
    );
  writeFileSync(file, 'apiVersion: v1\n'.repeat(100));
  refusal(/is not an SQLite database/);
  rmSync(file);
  const other = new Sqlite(file);
  other.exec('CREATE TABLE t (x)');
  other.close();
  refusal(/is a database of another program/);
  rmSync(file);
  await openStore(file).close();
  const newer = new Sqlite(file);
  newer.pragma('user_version = 99');
  newer.close();
  refusal(/another version of Fairlead/);
  assert.ok(!existsSync(`${file}-wal`));
  assert.throws(() => openStore('/nowhere/store.sqlite'), isFault);
});

test('a write for which there is no room says so, changes nothing, and others go on when there is room again', async t => {
  const store = openStore(storeFile(t), { maxBytes: 256 * 1024 });
  const follower = await Follower.start(store.source());
  t.after(() => store.close());
  const big = (name: string) => configMap(name, 'x'.repeat(150_000));
  await store.put(big('a'), { by });
  await assert.rejects(
    store.put(big('b'), { by }),
    error =>
      isFault(error) && error.code === 'environment' && /full; nothing was changed/.test(error.message),
  );
  assert.equal(store.find(configMapKey('b')), undefined);
  const together = await Promise.allSettled([
    store.put(configMap('small', '1'), { by }),
    store.put(big('b'), { by }),
  ]);
  assert.deepEqual(
    together.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
  assert.deepEqual(
    follower.batches.map(batch => batch.map(({ key }) => key)),
    [[configMapKey('a')], [configMapKey('small')]],
  );
  await store.remove(configMapKey('a'), { by });
  assert.equal((await store.put(big('b'), { by })).kind, 'created');
});
