export type {
  Change,
  Clock,
  Collection,
  CollectionDump,
  CollectionOptions,
  Entries,
  Equal,
  Graph,
  GraphOptions,
  Index,
  Pairing,
  Source,
  SourceOptions,
  Tracker,
  Unsubscribe,
} from './collection.ts';
export { createGraph } from './graph.ts';
export { createManualClock, type ManualClock } from './manual-clock.ts';
export { systemClock } from './system-clock.ts';
