/**
 * Cost of one change in a chain source → derive → index → group → map, and memory per entry.
 * Run: node --expose-gc --import tsx bench/graph.ts [KEYS…]
 */
import { createGraph } from '#graph';

interface Item {
  readonly group: string;
  readonly weight: number;
}

/** xorshift32: the same numbers in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function quantile(sorted: Float64Array, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

/** Ten members a group; the last map fetches one other key, so that dependencies are paid for too. */
function buildChain(keys: number) {
  const graph = createGraph();
  const items = graph.source<Item>('items');
  const derived = graph.derive('derived', items, (item, key) => [
    [key, { ...item, weight: item.weight * 2 }],
  ]);
  const byGroup = graph.index('by-group', derived, item => [item.group]);
  const groups = graph.group('groups', byGroup, (_group, members) => ({
    total: members.reduce((sum, member) => sum + member.weight, 0),
  }));
  const result = graph.map('result', groups, (group, key, track) => ({
    total: group.total,
    first: track.fetch(items, `item-${key.slice('group-'.length)}0`)?.weight ?? 0,
  }));
  const item = (i: number, weight: number): Item => ({ group: `group-${Math.floor(i / 10)}`, weight });
  const start = performance.now();
  graph.batch(() => {
    for (let i = 0; i < keys; i++) items.set(`item-${i}`, item(i, i));
  });
  return { graph, items, result, item, buildMs: performance.now() - start };
}

function measureChanges(keys: number, changes: number) {
  const { items, result, item, buildMs } = buildChain(keys);
  const random = seeded(42);
  let notified = 0;
  result.subscribe(list => {
    notified += list.length;
  });
  const times = new Float64Array(changes);
  const change = (weight: number): void => {
    const i = Math.floor(random() * keys);
    items.set(`item-${i}`, item(i, weight));
  };
  for (let n = 0; n < changes; n++) change(keys + n);
  for (let n = 0; n < changes; n++) {
    const start = performance.now();
    change(2 * keys + changes + n);
    times[n] = (performance.now() - start) * 1000;
  }
  if (notified !== 2 * changes) throw new Error(`${notified} of ${2 * changes} changes arrived`);
  const mean = times.reduce((sum, time) => sum + time, 0) / changes;
  times.sort();
  return { keys, buildMs, meanUs: mean, p50Us: quantile(times, 0.5), p99Us: quantile(times, 0.99) };
}

/** Bytes that a derived collection costs for each entry, over the source alone. */
function measureMemory(keys: number) {
  const value = { group: 'one', weight: 1 };
  const names = Array.from({ length: keys }, (_, i) => `item-${i}`);
  const perEntry = (
    extend: (graph: ReturnType<typeof createGraph>, items: ReturnType<typeof source>) => void,
  ) => {
    const graph = createGraph();
    const items = source(graph);
    graph.batch(() => {
      for (const name of names) items.set(name, value);
    });
    const before = heapUsed();
    extend(graph, items);
    const bytes = heapUsed() - before;
    if (graph.dump().length < 2) throw new Error('nothing was built');
    return Math.round(bytes / keys);
  };
  const source = (graph: ReturnType<typeof createGraph>) => graph.source<Item>('items', { equal: Object.is });
  return {
    'map, same value': perEntry((graph, items) => graph.map('map', items, item => item)),
    'map that fetches one key of its own': perEntry((graph, items) =>
      graph.map('map', items, (item, key, track) => track.fetch(items, key) ?? item),
    ),
    'map that fetches one key shared by all': perEntry((graph, items) =>
      graph.map('map', items, (item, _key, track) => track.fetch(items, 'item-0') ?? item),
    ),
    'derive, one output, own key': perEntry((graph, items) =>
      graph.derive('derive', items, (item, key) => [[key, item]]),
    ),
    'derive, one output, other key': perEntry((graph, items) =>
      graph.derive('derive', items, (item, key) => [[`other-${key}`, item]]),
    ),
    'index, one member a key': perEntry((graph, items) => graph.index('index', items, (_item, key) => [key])),
    'index, all under one key': perEntry((graph, items) => graph.index('index', items, item => [item.group])),
  };
}

const sizes = process.argv.slice(2).map(Number);
for (const keys of sizes.length > 0 ? sizes : [100, 1_000, 10_000, 100_000]) {
  const { buildMs, meanUs, p50Us, p99Us } = measureChanges(keys, 20_000);
  console.log(
    `${keys} keys: build ${buildMs.toFixed(1)} ms; one change mean ${meanUs.toFixed(2)} µs, p50 ${p50Us.toFixed(2)}, p99 ${p99Us.toFixed(2)}`,
  );
}
for (const [what, bytes] of Object.entries(measureMemory(100_000)))
  console.log(`${what}: ${bytes} bytes an entry`);
