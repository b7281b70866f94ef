import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { createGraph } from './graph.ts';

interface Wish {
  readonly labels: readonly string[];
}

describe('pairs', () => {
  const ran: string[] = [];
  const setup = () => {
    const graph = createGraph({
      onRun: (collection, key) => ran.push(`${collection} ${JSON.stringify(key)}`),
    });
    const wishes = graph.source<Wish>('wishes');
    const things = graph.source<readonly string[]>('things');
    const pairs = graph.pair('pairs', wishes, things, {
      leftTerms: ({ labels }) => labels,
      rightTerms: labels => labels,
      // A wish is for all of its labels.
      make: ({ labels }, has, wish, thing) =>
        labels.every(label => has.includes(label)) ? `${wish} wants ${thing}` : undefined,
    });
    return {
      graph,
      wishes,
      things,
      pairs,
      found: () => [...pairs.entries()].map(([, found]) => found).sort(),
    };
  };
  beforeEach(() => {
    ran.length = 0;
  });

  it('are of entries that name a term in common, under both their keys', () => {
    const { wishes, things, pairs } = setup();
    things.set('apple', ['red', 'round']);
    wishes.set('ann', { labels: ['red'] });
    wishes.set('bob', { labels: ['red', 'square'] });
    wishes.set('cid', { labels: [] });
    assert.deepEqual([...pairs.entries()], [['ann\napple', 'ann wants apple']]);
  });

  it('are looked at where one of the two changed, once, and nowhere else', () => {
    const { graph, wishes, things, found } = setup();
    graph.batch(() => {
      for (const label of ['red', 'blue']) {
        for (let i = 0; i < 50; i++) wishes.set(`${label}-${i}`, { labels: [label] });
      }
      things.set('sky', ['blue']);
    });
    ran.length = 0;
    things.set('rose', ['red', 'green']);
    assert.equal(ran.length, 50);
    ran.length = 0;
    graph.batch(() => {
      wishes.set('ann', { labels: ['blue', 'green'] });
      things.set('sea', ['blue', 'green']);
    });
    const seen = ['pairs "ann\\nrose"', 'pairs "ann\\nsea"', 'pairs "ann\\nsky"'];
    assert.deepEqual(ran.filter(run => run.includes('ann')).sort(), seen);
    assert.equal(ran.length, 53);
    ran.length = 0;
    wishes.delete('ann');
    things.delete('rose');
    assert.deepEqual(ran, []);
    assert.equal(found().length, 100);
  });

  it('follow an entry that comes to name other terms', () => {
    const { graph, wishes, things, found } = setup();
    things.set('rose', ['red']);
    things.set('sky', ['blue']);
    wishes.set('ann', { labels: ['red'] });
    const changes: unknown[] = [];
    graph.onSettled(() => changes.push(found()));
    wishes.set('ann', { labels: ['blue'] });
    graph.batch(() => {
      things.set('rose', ['blue']);
      things.set('sky', ['red']);
    });
    assert.deepEqual(changes, [['ann wants sky'], ['ann wants rose']]);
  });
});
