import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Collection, Graph, Index, Tracker } from './collection.ts';
import { createGraph } from './graph.ts';

describe('a derivation that throws', () => {
  function reciprocals(graph: Graph) {
    const numbers = graph.source<number>('numbers');
    const limits = graph.source<number>('limits');
    const result = graph.map('reciprocals', numbers, (n, key, track) => {
      if (n < (track.fetch(limits, 'least') ?? 0)) throw new RangeError(`${key} is too small`);
      return 1 / n;
    });
    return { numbers, limits, result };
  }

  it('loses its outputs, and everything else goes on', () => {
    const failures: unknown[] = [];
    const graph = createGraph({ onError: (...failure) => failures.push(failure) });
    const { numbers, result } = reciprocals(graph);
    graph.batch(() => {
      numbers.set('a', 4);
      numbers.set('b', 5);
    });
    graph.batch(() => {
      numbers.set('a', -1);
      numbers.set('b', 2);
    });
    assert.deepEqual([...result.entries()], [['b', 0.5]]);
    assert.deepEqual(failures, [['reciprocals', 'a', new RangeError('a is too small')]]);
  });

  it('is tried again when something that it had read changes', () => {
    const graph = createGraph({ onError: () => {} });
    const { numbers, limits, result } = reciprocals(graph);
    numbers.set('a', -4);
    assert.equal(result.size, 0);
    limits.set('least', -10);
    assert.equal(result.get('a'), -0.25);
    limits.set('least', 0);
    assert.equal(result.size, 0);
    numbers.set('a', 4);
    assert.equal(result.get('a'), 0.25);
  });

  it('is rethrown after the batch has settled, by name, where nobody asked for errors', () => {
    const graph = createGraph();
    const { numbers, result } = reciprocals(graph);
    const seen: unknown[] = [];
    result.subscribe(changes => seen.push(changes));
    assert.throws(
      () =>
        graph.batch(() => {
          numbers.set('a', -1);
          numbers.set('b', 2);
        }),
      (error: Error) =>
        error.message === 'reciprocals: the derivation of "a" threw: a is too small' &&
        error.cause instanceof RangeError,
    );
    assert.deepEqual(seen, [[{ key: 'b', before: undefined, after: 0.5 }]]);
  });

  it('of several errors all are rethrown', () => {
    const graph = createGraph();
    const { numbers } = reciprocals(graph);
    assert.throws(
      () =>
        graph.batch(() => {
          numbers.set('a', -1);
          numbers.set('b', -1);
        }),
      (error: unknown) => error instanceof AggregateError && error.errors.length === 2,
    );
  });

  it('may give its outputs lazily: an output list that throws half-way gives nothing', () => {
    const graph = createGraph({ onError: () => {} });
    const words = graph.source<string>('words');
    const letters = graph.derive('letters', words, function* (word) {
      for (const letter of word) {
        if (letter === '!') throw new Error('not a letter');
        yield [letter, true] as const;
      }
    });
    words.set('w', 'ab');
    words.set('w', 'bc!');
    assert.deepEqual([...letters.entries()], []);
    words.set('w', 'c');
    assert.deepEqual([...letters.entries()], [['c', true]]);
  });

  it('is reported, too, when the collection is made after its input', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    numbers.set('a', 1);
    const failing = () =>
      graph.map('failing', numbers, () => {
        throw new Error('always');
      });
    assert.throws(failing, /failing: the derivation of "a" threw: always/);
  });

  it('onError may write to sources', () => {
    const graph = createGraph({
      onError: (collection, key, error) => bugs.set(`${collection} ${key}`, String(error)),
    });
    const bugs = graph.source<string>('bugs');
    const { numbers } = reciprocals(graph);
    numbers.set('a', -1);
    assert.deepEqual([...bugs.entries()], [['reciprocals a', 'RangeError: a is too small']]);
  });
});

describe('a view that throws', () => {
  it('has nothing there, is reported once, and is tried again when its entry changes', () => {
    const failures: unknown[] = [];
    const graph = createGraph({ onError: (...failure) => failures.push(failure) });
    const numbers = graph.source<number>('numbers');
    const roots = graph.view('roots', numbers, n => {
      if (n < 0) throw new RangeError('negative');
      return Math.sqrt(n);
    });
    graph.batch(() => {
      numbers.set('a', -4);
      numbers.set('b', 4);
    });
    assert.equal(roots.get('a'), undefined);
    assert.deepEqual([roots.size, [...roots.entries()]], [1, [['b', 2]]]);
    assert.deepEqual(failures, [['roots', 'a', new RangeError('negative')]]);
    numbers.set('a', 9);
    assert.equal(roots.get('a'), 3);
  });

  it('where it reads the graph, as it has no tracker', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    graph.view('others', numbers, () => numbers.get('b'));
    assert.throws(() => numbers.set('a', 1), /others: .* reads numbers directly/);
  });
});

describe('other functions that throw', () => {
  it('a listener that throws does not keep the others from being called', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    const seen: string[] = [];
    numbers.subscribe(() => {
      throw new Error('first');
    });
    numbers.subscribe(() => seen.push('second'));
    graph.onSettled(() => seen.push('settled'));
    assert.throws(() => numbers.set('a', 1), /^Error: first$/);
    assert.deepEqual(seen, ['second', 'settled']);
    assert.equal(numbers.get('a'), 1);
  });

  it('work of a batch that throws leaves what it wrote before, settled', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    const doubled = graph.map('doubled', numbers, n => n * 2);
    const work = () => {
      numbers.set('a', 1);
      throw new Error('half-way');
    };
    assert.throws(() => graph.batch(work), /^Error: half-way$/);
    assert.equal(doubled.get('a'), 2);
    numbers.set('b', 1);
    assert.equal(doubled.get('b'), 2);
  });

  it('an equality that throws counts as a difference and is reported', () => {
    const failures: string[] = [];
    const graph = createGraph({ onError: (collection, key) => failures.push(`${collection} ${key}`) });
    const numbers = graph.source<number>('numbers', {
      equal: () => {
        throw new Error('cannot tell');
      },
    });
    numbers.set('a', 1);
    numbers.set('a', 2);
    assert.equal(numbers.get('a'), 2);
    assert.deepEqual(failures, ['numbers a']);
  });

  it('keysOf that throws leaves the entry out of the index until its value changes', () => {
    const failures: string[] = [];
    const graph = createGraph({ onError: (collection, key) => failures.push(`${collection} ${key}`) });
    const numbers = graph.source<number>('numbers');
    const bySign = graph.index('by-sign', numbers, n => {
      if (Number.isNaN(n)) throw new Error('no sign');
      return [String(Math.sign(n))];
    });
    numbers.set('a', 1);
    numbers.set('a', Number.NaN);
    assert.deepEqual([...bySign.keys()], []);
    numbers.set('a', -1);
    assert.deepEqual(bySign.lookup('-1'), [-1]);
    assert.deepEqual(failures, ['by-sign a']);
  });
});

describe('what would make a derivation impure throws', () => {
  const misuses: Readonly<
    Record<string, { readonly rule: RegExp; readonly misuse: (on: Setting) => unknown }>
  > = {
    'writing a source': {
      rule: /misused: a derivation may not write numbers/,
      misuse: on => on.numbers.set('b', 1),
    },
    'starting a batch': {
      rule: /misused: a derivation may not start a batch/,
      misuse: on => on.graph.batch(() => {}),
    },
    'making a collection': {
      rule: /misused: a derivation may not make new/,
      misuse: on => on.graph.source('new'),
    },
    subscribing: {
      rule: /misused: a derivation may not subscribe to others/,
      misuse: on => on.others.subscribe(() => {}),
    },
    'reading a collection directly': {
      rule: /misused: a derivation reads others directly; fetch it through the tracker/,
      misuse: on => on.others.get('a'),
    },
    'reading an index directly': {
      rule: /misused: a derivation reads by-key directly/,
      misuse: on => on.byKey.lookup('a'),
    },
    'reading itself': {
      rule: /misused: misused was made later and cannot be read; make it first/,
      misuse: on => on.track.fetch(on.itself(), 'a'),
    },
    'reading another graph': {
      rule: /misused: foreign is not a collection or index of the same graph/,
      misuse: on => on.track.fetch(createGraph().source('foreign'), 'a'),
    },
    'a time that is not a number': {
      rule: /misused: validUntil was given NaN/,
      misuse: on => on.track.validUntil(Number.NaN),
    },
  };

  interface Setting {
    readonly graph: Graph;
    readonly numbers: ReturnType<Graph['source']>;
    readonly others: Collection<unknown>;
    readonly byKey: Index<unknown>;
    readonly track: Tracker;
    itself(): Collection<unknown>;
  }

  for (const [what, { rule, misuse }] of Object.entries(misuses)) {
    it(what, () => {
      const graph = createGraph();
      const numbers = graph.source('numbers');
      const others = graph.source('others');
      const byKey = graph.index('by-key', others, (_value, key) => [key]);
      const misused: Collection<unknown> = graph.map('misused', numbers, (_value, _key, track) =>
        misuse({ graph, numbers, others, byKey, track, itself: () => misused }),
      );
      assert.throws(() => numbers.set('a', 1), rule);
      assert.equal(misused.size, 0);
    });
  }

  it('using the tracker after its run', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    let kept: Tracker | undefined;
    graph.map('keeper', numbers, (n, _key, track) => {
      kept = track;
      return n;
    });
    numbers.set('a', 1);
    assert.throws(() => kept?.fetch(numbers, 'a'), /keeper: a tracker was used after its run had ended/);
  });

  it('reading the graph in an equality or in keysOf', () => {
    const graph = createGraph();
    const numbers = graph.source<number>('numbers');
    graph.index('by-size', numbers, () => [String(numbers.size)]);
    assert.throws(() => numbers.set('a', 1), /cannot read numbers while the graph settles/);
  });

  it('undefined is not a value: it would look like a deletion', () => {
    const numbers = createGraph().source<number | undefined>('numbers');
    assert.throws(() => numbers.set('a', undefined), /numbers: "a" was set to undefined; delete it instead/);
  });
});
