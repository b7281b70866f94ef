import type { Collection, Graph } from './collection.ts';
import { collectionLaws, type Rig, type Thing } from './collection-laws.ts';
import { createGraph } from './graph.ts';

/** A rig whose collection is made from one source that is written as it is. */
function rigOver(make: (graph: Graph, things: Collection<Thing>) => Collection<Thing>): () => Rig {
  return () => {
    const graph = createGraph();
    const things = graph.source<Thing>('things');
    return {
      graph,
      collection: make(graph, things),
      set: (key, value) => things.set(key, value),
      delete: key => things.delete(key),
    };
  };
}

const prefixed = (graph: Graph, things: Collection<Thing>) =>
  graph.derive('prefixed', things, (value, key) => [[`p/${key}`, { ...value }]]);

const unprefixed = (graph: Graph, things: Collection<Thing>) =>
  graph.derive('unprefixed', things, (value, key) => (key.startsWith('p/') ? [[key.slice(2), value]] : []));

collectionLaws(
  'source',
  rigOver((_graph, things) => things),
);

collectionLaws(
  'map',
  rigOver((graph, things) => graph.map('copies', things, value => ({ ...value }))),
);

collectionLaws(
  'view',
  rigOver((graph, things) => graph.view('copies', things, value => ({ ...value }))),
);

collectionLaws(
  'view of a view of a join',
  rigOver((graph, things) => {
    const wrapped = graph.view('wrapped', graph.join('joined', [things]), value => ({ value }));
    return graph.view('unwrapped', wrapped, ({ value }) => value);
  }),
);

collectionLaws(
  'derive, one output under its own key',
  rigOver((graph, things) => graph.derive('copies', things, (value, key) => [[key, { ...value }]])),
);

collectionLaws(
  'derive, outputs under other keys',
  rigOver((graph, things) => unprefixed(graph, prefixed(graph, things))),
);

collectionLaws(
  'derive, several outputs of which two inputs share some',
  rigOver((graph, things) => {
    const both = graph.derive('both', things, (value, key) => [
      [key, value],
      [`twin of ${key}`, value],
      ['shared', value],
    ]);
    return graph.derive('originals', both, (value, key) =>
      key === 'shared' || key.startsWith('twin of ') ? [] : [[key, value]],
    );
  }),
);

collectionLaws(
  'map that fetches its value',
  rigOver((graph, things) => graph.map('fetched', things, (_value, key, track) => track.fetch(things, key))),
);

collectionLaws(
  'group of one member',
  rigOver((graph, things) => {
    const byKey = graph.index('by-key', things, (_value, key) => [key]);
    return graph.group('groups', byKey, (_key, members) => members[0]);
  }),
);

collectionLaws('group of several members', () => {
  const graph = createGraph();
  const parts = graph.source<{ readonly of: string; readonly value: Thing }>('parts');
  const byWhole = graph.index('by-whole', parts, part => [part.of]);
  return {
    graph,
    collection: graph.group('wholes', byWhole, (_key, members) => members.at(-1)?.value),
    set: (key, value) =>
      graph.batch(() => {
        parts.set(`${key}/0`, { of: key, value: { size: -1, labels: [] } });
        parts.set(`${key}/1`, { of: key, value });
      }),
    delete: key =>
      graph.batch(() => {
        parts.delete(`${key}/0`);
        parts.delete(`${key}/1`);
      }),
  };
});

collectionLaws(
  'map that fetches all members behind an index of a derivation',
  rigOver((graph, things) => {
    const byKey = graph.index('by-key', prefixed(graph, things), (_value, key) => [key.slice(2)]);
    return graph.map('found', things, (_value, key, track) => track.fetchAll(byKey, key)[0]);
  }),
);

collectionLaws(
  'join of one input',
  rigOver((graph, things) => graph.join('joined', [things])),
);

collectionLaws(
  'join whose inputs have the same keys',
  rigOver((graph, things) => {
    const shadowed = graph.map('shadowed', things, value => ({ ...value, size: -1 }));
    return graph.join('joined', [things, shadowed]);
  }),
);

collectionLaws(
  'join of two halves',
  rigOver((graph, things) => {
    const small = graph.map('small', things, value => (value.size < 1 ? value : undefined));
    const large = graph.map('large', things, value => (value.size < 1 ? undefined : value));
    return graph.join('joined', [small, large]);
  }),
);

collectionLaws(
  'pair with the one entry of another collection',
  rigOver((graph, things) => {
    const other = graph.derive('other', things, () => [['', 'all'] as const]);
    const pairs = graph.pair('pairs', things, other, {
      leftTerms: () => ['all'],
      rightTerms: term => [term],
      make: thing => ({ ...thing }),
    });
    return graph.derive('lefts', pairs, (value, key) => [[key.slice(0, -1), value]]);
  }),
);

collectionLaws('pair of two halves', () => {
  const graph = createGraph();
  const sizes = graph.source<number>('left');
  const labels = graph.source<readonly string[]>('right');
  const pairs = graph.pair('pairs', sizes, labels, {
    leftTerms: (_size, key) => [key, `twin of ${key}`],
    rightTerms: (_labels, key) => [key, `twin of ${key}`],
    make: (size, labels) => ({ size, labels }),
  });
  return {
    graph,
    collection: graph.derive('things', pairs, (value, key) => [[key.slice(0, key.length / 2), value]]),
    set: (key, { size, labels: all }) =>
      graph.batch(() => {
        sizes.set(key, size);
        labels.set(key, all);
      }),
    delete: key =>
      graph.batch(() => {
        sizes.delete(key);
        labels.delete(key);
      }),
  };
});
