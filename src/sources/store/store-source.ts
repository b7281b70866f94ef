import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Seen } from '#lib/seen.ts';
import { decodeResource } from '#resources';
import type { Entry, EntryChange, Source, SourceSink } from '../source.ts';
import type { ObjectTable } from './object-table.ts';

/** Followers hear which keys a transaction changed, once it is on disk. */
export type Followers = Set<(keys: readonly ResourceKey[], seen: Seen) => void>;

/** The number of objects that are read before the rest of the program gets a turn. */
const atOnce = 200;

/**
 * storeSource follows a store. An object that this version of the program cannot use (another version stored it) has
 * findings and no resource. There is no `writeStatus`: a client that asks for an object gets its status as it is at that
 * moment, so none need be stored.
 */
export function storeSource(file: string, table: ObjectTable, followers: Followers): Source {
  let follow: ((keys: readonly ResourceKey[], seen: Seen) => void) | undefined;
  const entryOf = (key: ResourceKey): Entry | undefined => {
    const stored = table.findStamped(key);
    if (stored === undefined) return undefined;
    const { resource, standIn, findings } = decodeResource(stored.object);
    const inForce = resource ?? standIn;
    return inForce === undefined ? { findings } : { resource: inForce, findings };
  };
  const stop = () => {
    if (follow !== undefined) followers.delete(follow);
    follow = undefined;
  };
  return {
    name: 'the store',
    start: async (sink: SourceSink) => {
      // Objects that are written while the rest is read are read again at the end.
      const meanwhile = new Set<ResourceKey>();
      follow = keys => {
        for (const key of keys) meanwhile.add(key);
      };
      const noting = follow;
      followers.add(noting);
      const entries = new Map<ResourceKey, Entry | undefined>();
      const keys = table.keys();
      for (let i = 0; i < keys.length; i += atOnce) {
        for (const key of keys.slice(i, i + atOnce)) entries.set(key, entryOf(key));
        await nextTurn();
        if (follow === undefined) return;
      }
      for (const key of meanwhile) entries.set(key, entryOf(key));
      followers.delete(noting);
      const tell = (changes: readonly EntryChange[], seen?: Seen) => {
        if (changes.length > 0) sink(changes, seen);
      };
      follow = (changed, seen) =>
        tell(
          changed.map(key => ({ key, entry: entryOf(key) })),
          seen,
        );
      followers.add(follow);
      tell([...entries].filter(([, entry]) => entry !== undefined).map(([key, entry]) => ({ key, entry })));
    },
    stop: async () => stop(),
    origin: key => (table.findStamped(key) === undefined ? undefined : { file, locate: () => 1 }),
    written: key => table.findStamped(key)?.object,
  };
}
