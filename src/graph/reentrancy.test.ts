import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph } from './graph.ts';

describe('listeners may write', () => {
  it('what a listener writes is not seen before all listeners of the batch were called', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    const doubled = graph.map('doubled', numbers, n => n * 2);
    const seen: unknown[] = [];
    numbers.subscribe(([change]) => {
      if (change?.after === 1) numbers.set('a', 2);
    });
    numbers.subscribe(() => seen.push([numbers.get('a'), doubled.get('a')]));
    doubled.subscribe(() => seen.push([numbers.get('a'), doubled.get('a')]));
    numbers.set('a', 1);
    assert.deepEqual(seen, [
      [1, 2],
      [1, 2],
      [2, 4],
      [2, 4],
    ]);
  });

  it('everything that listeners write has settled when the first write returns', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    numbers.subscribe(([change]) => {
      if (change?.after !== undefined && change.after < 10) numbers.set('a', change.after + 1);
    });
    numbers.set('a', 1);
    assert.equal(numbers.get('a'), 10);
  });

  it('the writes of all listeners of one batch make one batch', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    const copies = graph.source<number>('copies');
    const batches: (readonly string[])[] = [];
    numbers.subscribe(([change]) => copies.set(`one ${change?.key}`, 1));
    numbers.subscribe(([change]) => copies.set(`two ${change?.key}`, 2));
    copies.subscribe(changes => batches.push(changes.map(({ key }) => key)));
    numbers.set('a', 1);
    assert.deepEqual(batches, [['one a', 'two a']]);
  });

  it('inside a batch a source reads as written, also in a listener: two that add lose nothing', () => {
    const graph = createGraph();
    const events = graph.source<number>('events');
    const totals = graph.source<number>('totals');
    const add = (n: number) => graph.batch(() => totals.set('all', (totals.get('all') ?? 0) + n));
    events.subscribe(() => add(1));
    events.subscribe(() => add(10));
    events.set('a', 1);
    assert.equal(totals.get('all'), 11);
  });

  it('inside a batch size, has and entries of a source are as written, and derivations as settled', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    const doubled = graph.map('doubled', numbers, n => n * 2);
    const all = graph.index('all', numbers, () => ['all']);
    numbers.set('kept', 1);
    numbers.set('gone', 1);
    graph.batch(() => {
      numbers.set('new', 1);
      numbers.set('kept', 2);
      numbers.delete('gone');
      assert.equal(numbers.size, 2);
      assert.deepEqual([numbers.has('new'), numbers.has('gone')], [true, false]);
      assert.deepEqual(new Map(numbers.entries()), new Map(Object.entries({ kept: 2, new: 1 })));
      assert.deepEqual(new Map(doubled.entries()), new Map(Object.entries({ kept: 2, gone: 2 })));
      assert.deepEqual(all.lookup('all'), [1, 1]);
    });
    assert.deepEqual(new Map(doubled.entries()), new Map(Object.entries({ kept: 4, new: 2 })));
    assert.deepEqual(all.lookup('all'), [2, 1]);
  });

  it('listeners that never stop writing are an error that names the collection, not a hang', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    const unsubscribe = numbers.subscribe(([change]) => numbers.set('a', (change?.after ?? 0) + 1));
    assert.throws(() => numbers.set('a', 1), /batches in a row and did not end: numbers/);
    unsubscribe();
    numbers.set('a', 7);
    assert.equal(numbers.get('a'), 7, 'and the graph still works');
  });
});

describe('listeners may subscribe and unsubscribe', () => {
  it('who subscribes while a batch is delivered is not told of that batch', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    const doubled = graph.map('doubled', numbers, n => n * 2);
    const late: unknown[] = [];
    const unsubscribe = numbers.subscribe(() => {
      doubled.subscribe(changes => late.push(changes));
      unsubscribe();
    });
    doubled.subscribe(() => {});
    numbers.set('a', 1);
    assert.deepEqual(late, []);
    numbers.set('a', 2);
    assert.deepEqual(late, [[{ key: 'a', before: 2, after: 4 }]]);
  });

  it('who was unsubscribed while a batch is delivered is not called any more', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    const seen: string[] = [];
    numbers.subscribe(() => unsubscribeSecond());
    const unsubscribeSecond = numbers.subscribe(() => seen.push('second'));
    numbers.set('a', 1);
    assert.deepEqual(seen, []);
  });

  it('one function subscribed twice is two subscriptions', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    let calls = 0;
    const listener = () => {
      calls++;
    };
    const unsubscribe = numbers.subscribe(listener);
    numbers.subscribe(listener);
    numbers.set('a', 1);
    assert.equal(calls, 2);
    unsubscribe();
    numbers.set('a', 2);
    assert.equal(calls, 3);
  });
});

describe('onSettled', () => {
  it('calls once a batch that changed anything, after all subscribers', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    const doubled = graph.map('doubled', numbers, n => n * 2);
    const seen: string[] = [];
    const unsubscribe = graph.onSettled(() => seen.push('settled'));
    numbers.subscribe(() => seen.push('numbers'));
    doubled.subscribe(() => seen.push('doubled'));
    graph.batch(() => {
      numbers.set('a', 1);
      numbers.set('b', 1);
    });
    assert.deepEqual(seen.splice(0), ['numbers', 'doubled', 'settled']);
    numbers.set('a', 1);
    graph.batch(() => {});
    assert.deepEqual(seen, []);
    unsubscribe();
    numbers.set('a', 2);
    assert.deepEqual(seen, ['numbers', 'doubled']);
  });

  it('who was unsubscribed while a batch is delivered is not called any more', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    const seen: string[] = [];
    graph.onSettled(() => unsubscribe());
    const unsubscribe = graph.onSettled(() => seen.push('second'));
    numbers.set('a', 1);
    assert.deepEqual(seen, []);
  });
});

describe('collections may be made at any time but inside a derivation', () => {
  it('in a batch: from what has settled, and it follows when the batch settles', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    numbers.set('a', 1);
    graph.batch(() => {
      numbers.set('b', 2);
      const doubled = graph.map('doubled', numbers, n => n * 2);
      assert.deepEqual([...doubled.entries()], [['a', 2]]);
      doubled.subscribe(changes => assert.deepEqual(changes, [{ key: 'b', before: undefined, after: 4 }]));
    });
    assert.deepEqual(graph.dump().find(({ name }) => name === 'doubled')?.size, 2);
  });

  it('in a listener: whole when it is made, whatever other listeners have written', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    const made: unknown[] = [];
    const unsubscribe = numbers.subscribe(() => {
      unsubscribe();
      numbers.set('b', 2);
      const byKey = graph.index('by-key', numbers, (_n, key) => [key]);
      const groups = graph.group('groups', byKey, (_key, [n]) => n);
      made.push(...groups.entries());
      groups.subscribe(changes => made.push(changes));
    });
    numbers.set('a', 1);
    assert.deepEqual(made, [['a', 1], [{ key: 'b', before: undefined, after: 2 }]]);
  });

  it('names are unique', () => {
    const graph = createGraph();
    graph.source('numbers');
    assert.throws(() => graph.source('numbers'), /numbers: the graph has a collection of that name/);
  });

  it('inputs belong to the same graph', () => {
    const elsewhere = createGraph().source<number>('elsewhere');
    const graph = createGraph();
    assert.throws(
      () => graph.map('doubled', elsewhere, n => n * 2),
      /elsewhere is not a collection of this graph/,
    );
  });
});
