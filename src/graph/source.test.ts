import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGraph } from './graph.ts';

test('a source that keeps the newest holds the last of equal values, and still says nothing and re-runs nothing', () => {
  const runs: string[] = [];
  const graph = createGraph({ onRun: (name, key) => runs.push(`${name} ${key}`) });
  const source = graph.source<{ readonly value: number; readonly version: number }>('source', {
    equal: (a, b) => a.value === b.value,
    keepNewest: true,
  });
  const seen: number[] = [];
  graph.map('derived', source, ({ value }) => value);
  source.subscribe(changes => seen.push(changes.length));
  source.set('a', { value: 1, version: 1 });
  source.set('a', { value: 1, version: 2 });
  assert.deepEqual(source.get('a'), { value: 1, version: 2 });
  assert.deepEqual([runs, seen], [['derived a'], [1]]);
  source.delete('a');
  assert.equal(source.size, 0);
});
