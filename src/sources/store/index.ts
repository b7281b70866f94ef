/** Objects in one SQLite file that the program itself writes, for whoever asks over REST. */
export { makeDefaultMesh } from './default-mesh.ts';
export { openStore, type StoreOptions } from './open-store.ts';
export type {
  Expected,
  PutOutcome,
  RecordedWrite,
  RemoveOptions,
  RemoveOutcome,
  Store,
  StoredObject,
  WriteOptions,
} from './store.ts';
