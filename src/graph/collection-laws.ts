import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Change, Collection, Graph } from './collection.ts';

/** Thing is the value that the laws put through a collection. */
export interface Thing {
  readonly size: number;
  readonly labels: readonly string[];
}

/** Rig is a collection under test: it must hold exactly what is written into it, however it is derived. */
export interface Rig {
  readonly graph: Graph;
  readonly collection: Collection<Thing>;
  /** Makes the collection hold `value` under `key`. */
  set(key: string, value: Thing): void;
  /** Makes the collection hold nothing under `key`. */
  delete(key: string): void;
}

const thing = (size: number, ...labels: string[]): Thing => ({ size, labels });

/** collectionLaws registers the tests that every kind of collection must pass. */
export function collectionLaws(kind: string, makeRig: () => Rig): void {
  describe(`${kind}: the laws of collections`, () => {
    valueLaws(makeRig);
    notificationLaws(makeRig);
    consistencyLaws(makeRig);
    historyLaws(makeRig);
  });
}

function valueLaws(makeRig: () => Rig): void {
  it('is empty at first', () => {
    const { collection } = makeRig();
    assert.equal(collection.size, 0);
    assert.equal(collection.get('a'), undefined);
    assert.equal(collection.has('a'), false);
    assert.deepEqual([...collection.entries()], []);
  });

  it('holds what was written when the write returns', () => {
    const rig = makeRig();
    rig.set('a', thing(1));
    assert.equal(rig.collection.size, 1);
    assert.deepEqual(rig.collection.get('a'), thing(1));
    assert.equal(rig.collection.has('a'), true);
    assert.deepEqual([...rig.collection.entries()], [['a', thing(1)]]);
    rig.delete('a');
    assert.equal(rig.collection.size, 0);
    assert.equal(rig.collection.has('a'), false);
  });

  it('takes any string for a key', () => {
    const rig = makeRig();
    for (const key of ['', '__proto__', 'constructor', 'ünïcode 🎏', 'a/b|c\u0000d']) {
      rig.set(key, thing(1));
      assert.deepEqual(rig.collection.get(key), thing(1), JSON.stringify(key));
    }
    assert.equal(rig.collection.size, 5);
  });

  it('deleting what is not there changes nothing', () => {
    const rig = makeRig();
    const seen = record(rig);
    rig.delete('a');
    assert.deepEqual(seen, []);
  });
}

function notificationLaws(makeRig: () => Rig): void {
  it('says what was before and what is after', () => {
    const rig = makeRig();
    const seen = record(rig);
    rig.set('a', thing(1));
    rig.set('a', thing(2));
    rig.delete('a');
    assert.deepEqual(seen, [
      [{ key: 'a', before: undefined, after: thing(1) }],
      [{ key: 'a', before: thing(1), after: thing(2) }],
      [{ key: 'a', before: thing(2), after: undefined }],
    ]);
  });

  it('an equal value is no change', () => {
    const rig = makeRig();
    rig.set('a', thing(1, 'x'));
    const seen = record(rig);
    rig.set('a', thing(1, 'x'));
    assert.deepEqual(seen, []);
  });

  it('calls once a batch, with one change for each key', () => {
    const rig = makeRig();
    rig.set('kept', thing(0));
    const seen = record(rig);
    rig.graph.batch(() => {
      rig.set('a', thing(1));
      rig.set('b', thing(1));
      rig.set('a', thing(2));
      rig.delete('kept');
    });
    assert.deepEqual(seen.map(byKey), [
      [
        { key: 'a', before: undefined, after: thing(2) },
        { key: 'b', before: undefined, after: thing(1) },
        { key: 'kept', before: thing(0), after: undefined },
      ],
    ]);
  });

  it('a batch that ends where it began is no change', () => {
    const rig = makeRig();
    rig.set('kept', thing(0));
    const seen = record(rig);
    rig.graph.batch(() => {
      rig.set('kept', thing(1));
      rig.set('kept', thing(0));
      rig.set('gone', thing(1));
      rig.delete('gone');
    });
    assert.deepEqual(seen, []);
  });

  it('a nested batch settles with the outermost', () => {
    const rig = makeRig();
    const seen = record(rig);
    rig.graph.batch(() => {
      rig.graph.batch(() => rig.set('a', thing(1)));
      assert.deepEqual(seen, []);
      rig.set('b', thing(1));
    });
    assert.deepEqual(
      seen.map(changes => changes.length),
      [2],
    );
  });

  it('does not replay what is there', () => {
    const rig = makeRig();
    rig.set('a', thing(1));
    assert.deepEqual(record(rig), []);
  });

  it('is silent once unsubscribed, also twice', () => {
    const rig = makeRig();
    const seen: unknown[] = [];
    const unsubscribe = rig.collection.subscribe(changes => seen.push(changes));
    unsubscribe();
    unsubscribe();
    rig.set('a', thing(1));
    assert.deepEqual(seen, []);
  });
}

function consistencyLaws(makeRig: () => Rig): void {
  it('listeners see one state: everything has settled when the first is called', () => {
    const rig = makeRig();
    const doubled = rig.graph.map('doubled', rig.collection, value => value.size * 2);
    const seen: unknown[] = [];
    rig.collection.subscribe(() => seen.push([rig.collection.get('a')?.size, doubled.get('a')]));
    doubled.subscribe(() => seen.push([rig.collection.get('a')?.size, doubled.get('a')]));
    rig.set('a', thing(1));
    rig.set('a', thing(2));
    assert.deepEqual(seen, [
      [1, 2],
      [1, 2],
      [2, 4],
      [2, 4],
    ]);
  });

  it('a collection made later starts from what is there and follows', () => {
    const rig = makeRig();
    rig.set('a', thing(1));
    const sizes = rig.graph.map('sizes', rig.collection, value => value.size);
    assert.equal(sizes.get('a'), 1);
    rig.set('a', thing(2));
    assert.equal(sizes.get('a'), 2);
    rig.delete('a');
    assert.equal(sizes.size, 0);
  });

  it('who fetches one key runs again for that key only', () => {
    const runs: string[] = [];
    const rig = makeRig();
    const asked = rig.graph.source<string>('asked');
    const answers = rig.graph.map('answers', asked, (key, asker, track) => {
      runs.push(asker);
      return track.fetch(rig.collection, key)?.size ?? -1;
    });
    rig.graph.batch(() => {
      asked.set('first', 'a');
      asked.set('second', 'b');
    });
    runs.length = 0;
    rig.set('a', thing(1));
    assert.deepEqual(runs, ['first']);
    assert.deepEqual([answers.get('first'), answers.get('second')], [1, -1]);
    rig.set('c', thing(1));
    rig.set('a', thing(1));
    assert.deepEqual(runs, ['first']);
    rig.delete('a');
    assert.deepEqual(runs, ['first', 'first']);
    assert.equal(answers.get('first'), -1);
  });

  it('what a listener writes makes another batch', () => {
    const rig = makeRig();
    const seen = record(rig);
    rig.collection.subscribe(changes => {
      if (changes.some(change => change.key === 'a')) rig.set('b', thing(2));
    });
    rig.set('a', thing(1));
    assert.deepEqual(
      seen.map(changes => changes.map(change => change.key)),
      [['a'], ['b']],
    );
    assert.deepEqual(rig.collection.get('b'), thing(2));
  });
}

const edits = fc.array(
  fc.array(
    fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      size: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
    }),
    { maxLength: 6 },
  ),
  { maxLength: 12, size: 'max' },
);

function historyLaws(makeRig: () => Rig): void {
  it('after any edits it holds what was written, and its changes lead there', () => {
    fc.assert(
      fc.property(edits, batches => {
        const rig = makeRig();
        const written = new Map<string, Thing>();
        const replayed = new Map<string, Thing>();
        rig.collection.subscribe(changes => replay(replayed, changes));
        for (const batch of batches) {
          rig.graph.batch(() => {
            for (const { key, size } of batch) write(rig, written, key, size);
          });
          assert.deepEqual(sorted(rig.collection.entries()), sorted(written));
          assert.deepEqual(sorted(replayed), sorted(written));
          assert.equal(rig.collection.size, written.size);
        }
      }),
    );
  });

  it('keeps nothing of what is gone', () => {
    const rig = makeRig();
    const keys = Array.from({ length: 50 }, (_, i) => `key-${i}`);
    rig.graph.map('reader', rig.collection, (value, key, track) =>
      track.fetch(rig.collection, `${key}0`) ? value.size : undefined,
    );
    for (const key of keys) rig.set(key, thing(1));
    for (const key of keys) rig.delete(key);
    for (const { name, size, bookkeeping } of rig.graph.dump()) {
      assert.deepEqual({ name, size, bookkeeping }, { name, size: 0, bookkeeping: 0 });
    }
  });
}

function write(rig: Rig, written: Map<string, Thing>, key: string, size: number | undefined): void {
  if (size === undefined) {
    rig.delete(key);
    written.delete(key);
  } else {
    rig.set(key, thing(size));
    written.set(key, thing(size));
  }
}

function replay(state: Map<string, Thing>, changes: readonly Change<Thing>[]): void {
  for (const { key, before, after } of changes) {
    assert.deepEqual(state.get(key), before, `before of ${key}`);
    assert.notDeepEqual(before, after, `a change of ${key} that changes nothing`);
    if (after === undefined) state.delete(key);
    else state.set(key, after);
  }
}

function record(rig: Rig): (readonly Change<Thing>[])[] {
  const seen: (readonly Change<Thing>[])[] = [];
  rig.collection.subscribe(changes => seen.push(changes));
  return seen;
}

function byKey(changes: readonly Change<Thing>[]): readonly Change<Thing>[] {
  return changes.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function sorted(entries: Iterable<readonly [string, Thing]>): readonly (readonly [string, Thing])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
