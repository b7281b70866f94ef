import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createManualClock } from '#lib/manual-clock.ts';
import { createGraph } from './graph.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

interface Item {
  readonly group: string;
  readonly number: number;
}

/** One collection of each kind, with dependencies, deadlines, and output keys that several inputs give. */
function everything() {
  const graph = createGraph({ clock: createManualClock(0), onError: () => {} });
  const items = graph.source<Item>('items');
  const asked = graph.source<string>('asked');
  const spread = graph.derive('spread', items, (item, key) => [
    [`${key}/copy`, item],
    [`shared-${item.number % 7}`, item],
  ]);
  const byGroup = graph.index('by-group', spread, item => [item.group, `n${item.number % 5}`]);
  const groups = graph.group('groups', byGroup, (_group, members, track) => {
    track.validUntil(1000 + members.length);
    return members.length;
  });
  const fetched = graph.map('fetched', items, (item, key, track) => {
    if (item.number % 11 === 0) throw new Error('unlucky');
    track.validUntil(1000 + item.number);
    const others = track.fetchAll(byGroup, item.group).length + track.count(byGroup, `n${item.number % 3}`);
    return others + (track.fetch(spread, `${key}/copy`)?.number ?? 0);
  });
  const all = graph.join('all', [fetched, groups]);
  const seen = graph.view('seen', all, number => (number % 2 === 0 ? number : undefined));
  graph.pair('pairs', items, all, {
    leftTerms: item => [item.group, `n${item.number % 5}`],
    rightTerms: (_number, key) => [key],
    make: (item, number) => (item.number % 3 === 0 ? undefined : number),
  });
  graph.map('last', seen, (number, key, track) => number + (track.fetch(asked, key)?.length ?? 0));
  return { graph, items };
}

it('after 100,000 entries came and went nothing is kept, and the heap is as before', () => {
  const { graph, items } = everything();
  const cycle = (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      items.set(`item-${i}`, { group: `group-${i >> 2}`, number: i });
      // Twenty are there at a time.
      items.delete(`item-${i - 20}`);
    }
    for (let i = to - 20; i < to; i++) items.delete(`item-${i}`);
  };
  cycle(0, 5_000);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  cycle(5_000, 105_000);
  collectGarbage();
  const grown = process.memoryUsage().heapUsed - before;
  for (const { name, size, bookkeeping } of graph.dump()) {
    assert.deepEqual({ name, size, bookkeeping }, { name, size: 0, bookkeeping: 0 });
  }
  assert.ok(grown < 1_000_000, `the heap grew by ${grown} bytes`);
});

it('who unsubscribed is let go', () => {
  const graph = createGraph();
  const numbers = graph.source<number>('numbers');
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 20_000; i++) {
    const ballast = new Array<number>(100).fill(i);
    numbers.subscribe(changes => ballast.push(changes.length))();
    graph.onSettled(() => ballast.push(0))();
  }
  numbers.set('a', 1);
  collectGarbage();
  const grown = process.memoryUsage().heapUsed - before;
  assert.ok(grown < 1_000_000, `the heap grew by ${grown} bytes`);
});
