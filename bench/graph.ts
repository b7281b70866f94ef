/**
 * Measures the graph itself: one change among many keys, a large build, and memory for each entry.
 * Run: node --expose-gc --import tsx bench/graph.ts [KEYS…]
 */
import { parseArgs } from 'node:util';
import { createGraph, type Graph, type Source } from '#graph';
import { seededRandom } from './generate/random.ts';
import { percentile } from './harness/statistics.ts';

interface Item {
  readonly group: string;
  readonly weight: number;
}

/** A graph of some shape over one source, and the result whose changes are awaited. */
interface Shape {
  readonly items: Source<Item>;
  /** How many changes of the result one change of an item makes. */
  readonly reaches: number;
  readonly changes: () => number;
}

const timed = 20_000;

/** source → derive → index → group of `groupSize` → map that fetches one more key. */
function chain(keys: number, groupSize: number): Shape {
  const graph = createGraph();
  const items = graph.source<Item>('items');
  const doubled = graph.derive('doubled', items, (item, key) => [
    [key, { ...item, weight: item.weight * 2 }],
  ]);
  const byGroup = graph.index('by-group', doubled, item => [item.group]);
  const totals = graph.group('totals', byGroup, (_group, members) =>
    members.reduce((sum, member) => sum + member.weight, 0),
  );
  const results = graph.map('results', totals, (total, key, track) => {
    const first = track.fetch(items, key.slice('group-'.length));
    return { total, of: first?.group ?? '' };
  });
  let changes = 0;
  results.subscribe(list => {
    changes += list.length;
  });
  fill(graph, items, keys, groupSize);
  return { items, reaches: 1, changes: () => changes };
}

/** Every item has a reader that fetches it by key: what routes do with backends. */
function fetched(keys: number): Shape {
  const graph = createGraph();
  const items = graph.source<Item>('items');
  const asked = graph.source<string>('asked');
  const answers = graph.map('answers', asked, (key, _asker, track) => track.fetch(items, key)?.weight ?? 0);
  let changes = 0;
  answers.subscribe(list => {
    changes += list.length;
  });
  fill(graph, items, keys, 1);
  graph.batch(() => {
    for (let i = 0; i < keys; i++) asked.set(`asker-${i}`, `item-${i}`);
  });
  return { items, reaches: 1, changes: () => changes };
}

/** Every item outputs the key of its group: what routes do that name the same backend. */
function distinct(keys: number): Shape {
  const graph = createGraph();
  const items = graph.source<Item>('items');
  const reached = graph.derive<Item, unknown>('reached', items, (item, key) => [
    [item.group, item.group],
    [key, item.weight],
  ]);
  let changes = 0;
  reached.subscribe(list => {
    changes += list.length;
  });
  fill(graph, items, keys, keys);
  return { items, reaches: 1, changes: () => changes };
}

function fill(graph: Graph, items: Source<Item>, keys: number, groupSize: number): void {
  graph.batch(() => {
    for (let i = 0; i < keys; i++) items.set(`item-${i}`, itemAt(i, i, groupSize));
  });
}

function itemAt(i: number, weight: number, groupSize: number): Item {
  return { group: `group-item-${Math.floor(i / groupSize) * groupSize}`, weight };
}

function measureChanges(
  what: string,
  keys: number,
  groupSize: number,
  make: () => Shape,
  changes = timed,
): void {
  const buildStart = performance.now();
  const shape = make();
  const build = performance.now() - buildStart;
  const random = seededRandom(42);
  let weight = keys;
  const change = (): void => {
    const i = Math.floor(random() * keys);
    shape.items.set(`item-${i}`, itemAt(i, ++weight, groupSize));
  };
  for (let n = 0; n < changes; n++) change();
  const before = shape.changes();
  const times: number[] = [];
  for (let n = 0; n < changes; n++) {
    const start = performance.now();
    change();
    times.push((performance.now() - start) * 1000);
  }
  const arrived = shape.changes() - before;
  if (arrived !== changes * shape.reaches)
    throw new Error(`${what}: ${arrived} of ${changes} changes arrived`);
  const mean = times.reduce((sum, time) => sum + time, 0) / changes;
  const figures = [mean, percentile(times, 0.5), percentile(times, 0.99)].map(us =>
    us.toFixed(1).padStart(8),
  );
  console.log(
    `${what.padEnd(40)}${String(keys).padStart(8)}${figures.join('')}${build.toFixed(0).padStart(10)}`,
  );
}

function measureRemoval(what: string, keys: number, make: () => Shape): void {
  const { items } = make();
  const inOrder = Array.from(items.entries(), ([key]) => key).sort();
  const start = performance.now();
  for (const key of inOrder) items.delete(key);
  const ms = performance.now() - start;
  console.log(`${what.padEnd(40)}${String(keys).padStart(8)}${ms.toFixed(0).padStart(8)}`);
}

function heapUsed(): number {
  if (globalThis.gc === undefined) throw new Error('start with node --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Bytes per entry of one more collection or index over a source of `keys` entries, where the values are shared. */
function measureMemory(
  what: string,
  keys: number,
  extend: (graph: Graph, items: Source<Item>) => unknown,
): void {
  const value = { group: 'one', weight: 1 };
  const graph = createGraph();
  const items = graph.source<Item>('items', { equal: Object.is });
  graph.batch(() => {
    for (let i = 0; i < keys; i++) items.set(`item-${i}`, value);
  });
  const before = heapUsed();
  const held = extend(graph, items);
  const bytes = (heapUsed() - before) / keys;
  if (held === undefined || graph.dump().length < 2) throw new Error(`${what}: nothing was made`);
  console.log(`${what.padEnd(40)}${bytes.toFixed(0).padStart(8)}`);
}

const { positionals } = parseArgs({ allowPositionals: true });
const sizes = positionals.length > 0 ? positionals.map(Number) : [100, 1_000, 10_000, 100_000];

console.log(`${'one change, µs'.padEnd(40)}    keys    mean     p50     p99  build, ms`);
for (const keys of sizes) measureChanges('chain, groups of 10', keys, 10, () => chain(keys, 10));
for (const keys of sizes) measureChanges('fetched by one reader each', keys, 1, () => fetched(keys));
for (const keys of sizes) measureChanges('one output given by all', keys, keys, () => distinct(keys));
for (const keys of sizes) measureChanges('chain, one group of all', keys, keys, () => chain(keys, keys), 500);

console.log('\nremoving all, in order of their keys, ms');
for (const keys of sizes) measureRemoval('one output given by all', keys, () => distinct(keys));

const entries = 100_000;
console.log(`\n${'memory of one more, bytes an entry'.padEnd(40)}`);
measureMemory('map', entries, (graph, items) => graph.map('map', items, item => item));
measureMemory('map that fetches a key of its own', entries, (graph, items) =>
  graph.map('map', items, (item, key, track) => track.fetch(items, key) ?? item),
);
measureMemory('map that fetches a key shared by all', entries, (graph, items) =>
  graph.map('map', items, (item, _key, track) => track.fetch(items, 'item-0') ?? item),
);
measureMemory('map with a deadline each', entries, (graph, items) =>
  graph.map('map', items, (item, _key, track) => {
    track.validUntil(track.now() + 86_400_000);
    return item;
  }),
);
measureMemory('derive, one output under its key', entries, (graph, items) =>
  graph.derive('derive', items, (item, key) => [[key, item]]),
);
measureMemory('derive, one output under another key', entries, (graph, items) =>
  graph.derive('derive', items, (item, key) => [[`other-${key}`, item]]),
);
measureMemory('index, a member a key', entries, (graph, items) =>
  graph.index('index', items, (_item, key) => [key]),
);
measureMemory('index, all under one key, unread', entries, (graph, items) =>
  graph.index('index', items, item => [item.group]),
);
