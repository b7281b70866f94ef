import { systemClock } from '#lib/system-clock.ts';
import type { Collection, Graph, GraphOptions, Index } from './collection.ts';
import { CollectionIndex } from './collection-index.ts';
import { DeriveCollection } from './derive.ts';
import { JoinCollection } from './join.ts';
import { MapCollection } from './map.ts';
import { PairCollection } from './pair.ts';
import { Scheduler } from './scheduler.ts';
import { SettledCollection } from './settled-collection.ts';
import { StoredSource } from './source.ts';
import type { Stage } from './stage.ts';
import { ViewCollection } from './view.ts';

/** createGraph makes an empty graph. Names of collections and indexes are unique in it; a name taken twice throws. */
export function createGraph(options: GraphOptions = {}): Graph {
  const scheduler = new Scheduler(options.clock ?? systemClock, options);
  const begin = <S extends Stage>(stage: S): S => {
    scheduler.begin(stage);
    return stage;
  };
  const collection = <V>(input: Collection<V>): SettledCollection<V> => {
    if (input instanceof SettledCollection && input.scheduler === scheduler) return input;
    throw new Error(`${input.name} is not a collection of this graph`);
  };
  const indexOf = <V>(index: Index<V>): CollectionIndex<V> => {
    if (index instanceof CollectionIndex && index.scheduler === scheduler) return index;
    throw new Error(`${index.name} is not an index of this graph`);
  };
  return {
    source: (name, options) => new StoredSource(scheduler, name, options),
    derive: (name, input, run, options) =>
      begin(new DeriveCollection(scheduler, name, 'derive', collection(input), run, options)),
    map: (name, input, run, options) =>
      begin(new MapCollection(scheduler, name, 'derive', collection(input), run, options)),
    view: (name, input, make, options) =>
      begin(new ViewCollection(scheduler, name, collection(input), make, options)),
    index: (name, input, keysOf) => begin(new CollectionIndex(scheduler, name, collection(input), keysOf)),
    group: (name, index, run, options) =>
      begin(
        new MapCollection(
          scheduler,
          name,
          'group',
          indexOf(index),
          (members, indexKey, track) => run(indexKey, members, track),
          options,
        ),
      ),
    join: (name, inputs, options) =>
      begin(new JoinCollection(scheduler, name, inputs.map(collection), options)),
    pair: (name, left, right, pairing, options) =>
      begin(new PairCollection(scheduler, name, collection(left), collection(right), pairing, options)),
    batch: work => scheduler.batch(work),
    suppose: (change, look, undo) => scheduler.suppose(change, look, undo),
    onSettled: listener => scheduler.onSettled(listener),
    dump: () => scheduler.stages.map(stage => stage.dump()),
  };
}
