import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createManualClock } from '#lib/manual-clock.ts';
import type { Change, Collection, Index } from './collection.ts';
import { createGraph } from './graph.ts';

/** A node points at another, has labels, may be poisoned (its derivations throw) and may end. */
interface Node {
  readonly next: string;
  readonly labels: readonly string[];
  readonly poisoned: boolean;
  readonly until: number;
}

/**
 * A graph with all kinds of collections on top of each other: dynamic fetches, index moves, counts, output keys that several
 * inputs give, derivations that throw and derivations that end.
 */
function build(now: number) {
  const clock = createManualClock(now);
  const failed = new Set<string>();
  const ran: string[] = [];
  const graph = createGraph({
    clock,
    onRun: (collection, key) => ran.push(`${collection} ${key}`),
    onError: (collection, key) => failed.add(`${collection} ${key}`),
  });
  const nodes = graph.source<Node>('nodes');
  const extra = graph.source<number>('extra');
  const live = graph.map('live', nodes, (node, _key, track) => {
    track.validUntil(node.until);
    return track.now() < node.until ? node : undefined;
  });
  const byLabel = graph.index('by-label', live, node => {
    if (node.labels.includes('bad')) throw new Error('bad label');
    return node.labels;
  });
  const spread = graph.derive<Node, unknown>('spread', live, (node, key) => {
    if (node.poisoned && node.labels.length > 1) throw new Error('poisoned');
    return [
      [key, node.until],
      ...node.labels.map(label => [label, `${key}:${node.next}`] as const),
      [node.next, key],
    ];
  });
  const paths = graph.map('paths', live, (node, key, track) => {
    if (node.poisoned) throw new Error('poisoned');
    const path = [key];
    for (let at: string | undefined = node.next; at !== undefined && !path.includes(at); ) {
      path.push(at);
      at = track.fetch(live, at)?.next;
    }
    return path;
  });
  const groups = graph.group('groups', byLabel, (label, members, track) => {
    if (members.length > 3) throw new Error('crowded');
    return {
      next: members.map(member => member.next),
      alike: track.count(byLabel, members[0]?.next ?? label),
    };
  });
  const byEnd = graph.index('by-end', paths, path => [path.at(-1) ?? '', String(path.length)]);
  const crowds = graph.map('crowds', nodes, (node, key, track) => {
    const even = track.count(byEnd, String(node.labels.length)) % 2 === 0;
    return even ? track.fetchAll(byEnd, key).map(path => path[0]) : track.fetch(spread, node.next);
  });
  const numbers = graph.view('numbers', groups, group => {
    if (group.next.length > 2) throw new Error('crowded');
    return group.alike === 0 ? undefined : group.alike;
  });
  const both = graph.join<unknown>('both', [extra, numbers, crowds]);
  const readers = graph.map('readers', both, (value, key, track) => [value, track.fetch(extra, key)]);
  const pairs = graph.pair<Node, unknown, unknown>('pairs', nodes, both, {
    leftTerms: node => {
      if (node.labels.includes('bad')) throw new Error('bad label');
      return [node.next, ...node.labels];
    },
    rightTerms: (_value, key) => [key, 'x'],
    make: (node, value, left) => {
      if (node.poisoned) throw new Error('poisoned');
      return left === node.next ? undefined : [node.until, value];
    },
  });
  const collections: readonly Collection<unknown>[] = [
    live,
    spread,
    paths,
    groups,
    crowds,
    numbers,
    both,
    readers,
    pairs,
  ];
  const indexes: readonly Index<unknown>[] = [byLabel, byEnd];
  return { graph, clock, nodes, extra, collections, indexes, failed, ran };
}

type Built = ReturnType<typeof build>;

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const node: fc.Arbitrary<Node> = fc.record({
  next: names,
  labels: fc.uniqueArray(fc.constantFrom('a', 'b', 'x', 'y', 'bad'), { maxLength: 3 }),
  poisoned: fc.integer({ min: 0, max: 5 }).map(n => n === 0),
  until: fc.integer({ min: 0, max: 60 }),
});
type Edit =
  | { readonly kind: 'node'; readonly key: string; readonly value: Node | undefined }
  | { readonly kind: 'extra'; readonly key: string; readonly value: number | undefined };
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('node' as const), key: names, value: optional(node) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('extra' as const),
      key: names,
      value: optional(fc.integer({ max: 3, min: 0 })),
    }),
  },
);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), edits: fc.array(edit, { maxLength: 4 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20 }) }),
  },
);

function optional<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 4 });
}

function apply({ nodes, extra }: Pick<Built, 'nodes' | 'extra'>, { kind, key, value }: Edit): void {
  if (value === undefined) (kind === 'node' ? nodes : extra).delete(key);
  else if (kind === 'node') nodes.set(key, value);
  else extra.set(key, value);
}

function applyAll(built: Built, edits: readonly Edit[]): void {
  built.graph.batch(() => {
    for (const edit of edits) apply(built, edit);
  });
}

/** All that a graph says to the outside. */
function stateOf({ collections, indexes }: Built) {
  return {
    collections: collections.map(collection => [collection.name, sorted(collection.entries())]),
    indexes: indexes.map(index => [
      index.name,
      [...index.keys()].sort().map(key => [key, index.count(key), index.lookup(key)]),
    ]),
  };
}

/** The same inputs at the same time, in a new graph. */
function rebuilt(old: Built): Built {
  const fresh = build(old.clock.now());
  fresh.graph.batch(() => {
    for (const [key, value] of old.nodes.entries()) fresh.nodes.set(key, value);
    for (const [key, value] of old.extra.entries()) fresh.extra.set(key, value);
  });
  return fresh;
}

describe('any sequence of edits equals a fresh build', () => {
  it('with throwing derivations, dynamic fetches, index moves, shared output keys and time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25, size: 'max' }), steps => {
        const built = build(0);
        const replayed = built.collections.map(follow);
        for (const next of steps) {
          if (next.kind === 'wait') built.clock.turn(next.ms);
          else applyAll(built, next.edits);
          assert.deepEqual(stateOf(built), stateOf(rebuilt(built)));
        }
        assert.deepEqual(
          replayed.map(sorted),
          built.collections.map(collection => sorted(collection.entries())),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('a derivation that throws in a fresh build threw in the course of the edits, too', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 25, size: 'max' }), edits => {
        const built = build(0);
        for (const one of edits) apply(built, one);
        const missed = [...rebuilt(built).failed].filter(failure => !built.failed.has(failure));
        assert.deepEqual(missed, []);
      }),
    );
  });

  it('no derivation runs twice in a batch', () => {
    fc.assert(
      fc.property(fc.array(fc.array(edit, { maxLength: 4 }), { maxLength: 12, size: 'max' }), batches => {
        const built = build(0);
        for (const edits of batches) {
          built.ran.length = 0;
          applyAll(built, edits);
          assert.deepEqual(built.ran, [...new Set(built.ran)]);
        }
      }),
    );
  });

  it('when all is deleted nothing is kept', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30, size: 'max' }), edits => {
        const built = build(0);
        for (const one of edits) apply(built, one);
        for (const { kind, key } of edits) apply(built, { kind, key, value: undefined } as Edit);
        for (const { name, size, bookkeeping } of built.graph.dump()) {
          assert.deepEqual({ name, size, bookkeeping }, { name, size: 0, bookkeeping: 0 });
        }
        assert.equal(built.clock.waiting, 0);
      }),
    );
  });
});

function follow(collection: Collection<unknown>): Map<string, unknown> {
  const state = new Map<string, unknown>();
  collection.subscribe((changes: readonly Change<unknown>[]) => {
    for (const { key, before, after } of changes) {
      assert.deepEqual(state.get(key), before);
      if (after === undefined) state.delete(key);
      else state.set(key, after);
    }
  });
  return state;
}

function sorted(entries: Iterable<readonly [string, unknown]>): readonly (readonly [string, unknown])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
