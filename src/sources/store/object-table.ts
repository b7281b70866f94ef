import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Database } from './database.ts';
import { type Stamp, stamped } from './stamp.ts';
import type { RecordedWrite, StoredObject } from './store.ts';

/** Row is a stored object: what its writer wrote, and its stamp. */
export interface Row extends Stamp {
  readonly object: Readonly<Record<string, unknown>>;
}

type WrittenRow = Stamp & { readonly object: string };

/** The number of writes that are remembered. */
const mostWrites = 10_000;

/** ObjectTable is the objects of a store on disk, and the record of the writes to them. It keeps nothing in memory. */
export class ObjectTable {
  readonly #find;
  readonly #put;
  readonly #remove;
  readonly #keys;
  readonly #record;
  readonly #forget;
  readonly #writes;

  constructor(database: Database) {
    this.#find = database.prepare<[string], WrittenRow>(
      'SELECT object, uid, generation, version, created, modified FROM objects WHERE key = ?',
    );
    this.#put = database.prepare(
      'INSERT OR REPLACE INTO objects (key, object, uid, generation, version, created, modified) ' +
        'VALUES (@key, @object, @uid, @generation, @version, @created, @modified)',
    );
    this.#remove = database.prepare<[string]>('DELETE FROM objects WHERE key = ?');
    this.#keys = database.prepare<[], string>('SELECT key FROM objects ORDER BY key').pluck();
    this.#record = database.prepare(
      'INSERT INTO writes (time, by, action, key, changes) VALUES (@time, @by, @action, @key, @changes)',
    );
    this.#forget = database.prepare<[number]>('DELETE FROM writes WHERE version <= ?');
    this.#writes = database.prepare<
      [number, number],
      Omit<RecordedWrite, 'changes'> & { readonly changes: string }
    >(
      'SELECT version, time, by, action, key, changes FROM writes WHERE version < ? ORDER BY version DESC LIMIT ?',
    );
  }

  find(key: ResourceKey): Row | undefined {
    const row = this.#find.get(key);
    return row === undefined ? undefined : { ...row, object: JSON.parse(row.object) };
  }

  findStamped(key: ResourceKey): StoredObject | undefined {
    const row = this.find(key);
    return row === undefined ? undefined : { object: stamped(row.object, row), version: row.version };
  }

  put(key: ResourceKey, row: Row): void {
    this.#put.run({ ...row, key, object: JSON.stringify(row.object) });
  }

  remove(key: ResourceKey): void {
    this.#remove.run(key);
  }

  keys(): readonly ResourceKey[] {
    return this.#keys.all();
  }

  /** record remembers a write, and gives its version. */
  record(write: Omit<RecordedWrite, 'version'>): number {
    const { lastInsertRowid } = this.#record.run({ ...write, changes: JSON.stringify(write.changes) });
    const version = Number(lastInsertRowid);
    this.#forget.run(version - mostWrites);
    return version;
  }

  /** writes returns the latest writes first; with `before`, only those of earlier versions. */
  writes(limit: number, before: number = Number.MAX_SAFE_INTEGER): readonly RecordedWrite[] {
    return this.#writes.all(before, limit).map(row => ({ ...row, changes: JSON.parse(row.changes) }));
  }
}
