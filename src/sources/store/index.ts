/** Objects in one SQLite file that the program itself writes, on behalf of clients of the REST API. */
export { openStore, type StoreOptions } from './open-store.ts';
export type {
  Expected,
  PutOptions,
  PutOutcome,
  RecordedWrite,
  RemoveOptions,
  RemoveOutcome,
  Store,
  StoredObject,
  WriteOptions,
} from './store.ts';
