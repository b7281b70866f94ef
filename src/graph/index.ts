export type { Clock } from '#lib/clock.ts';
export { createManualClock, type ManualClock } from '#lib/manual-clock.ts';
export { systemClock } from '#lib/system-clock.ts';
export type {
  Change,
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
