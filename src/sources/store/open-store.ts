import { randomUUID } from 'node:crypto';
import { deepEqual } from '#lib/equal.ts';
import { Fault } from '#lib/fault.ts';
import { type Finding, isError } from '#lib/finding.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { decodeResource, isUniversal } from '#resources';
import { copyDatabase } from './copy-database.ts';
import { openDatabase } from './database.ts';
import { fieldChanges } from './field-changes.ts';
import { ObjectTable, type Row } from './object-table.ts';
import { unstamped, versionIn } from './stamp.ts';
import type { Expected, PutOptions, PutOutcome, RemoveOptions, RemoveOutcome, Store } from './store.ts';
import { type Followers, storeSource } from './store-source.ts';
import { WriteQueue } from './write-queue.ts';

export interface StoreOptions {
  /** Told what was found damaged, and the consequence. */
  readonly onWarning?: (message: string) => void;
  /** The limit of the file's size, without its log. Default: 4 GiB. */
  readonly maxBytes?: number;
  /** The time for stamps, RFC 3339. Default: now. */
  readonly now?: () => string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Usable is an object that can be stored; its findings are warnings. */
interface Usable {
  readonly kind: 'usable';
  readonly key: ResourceKey;
  readonly findings: readonly Finding[];
}

/** openStore opens a store, and makes its file where there is none. It throws a `Fault` that says what is in the way. */
export function openStore(file: string, options: StoreOptions = {}): Store {
  const { onWarning = () => {}, maxBytes = 4 * 1024 ** 3, now = () => new Date().toISOString() } = options;
  const database = openDatabase(file, { maxBytes, onWarning });
  const table = new ObjectTable(database);
  const followers: Followers = new Set();
  /** The objects that the present transaction changed, as they were before it. */
  const changed = new Map<ResourceKey, Row | undefined>();
  const queue = new WriteQueue(database, file, {
    begin: () => changed.clear(),
    commit: askedAt => {
      const keys = [...changed].flatMap(([key, before]) => (isAsBefore(before, table.find(key)) ? [] : key));
      if (keys.length > 0) for (const follow of followers) follow(keys, { by: 'write', at: askedAt });
    },
  });
  let isClosed = false;
  const write = async <Outcome>(work: () => Outcome): Promise<Outcome> => {
    if (isClosed) throw new Fault('environment', `the store ${file} is closed`);
    return queue.run(work);
  };

  const record = (row: Row | undefined, before: Row | undefined, key: ResourceKey, by: string): number => {
    if (!changed.has(key)) changed.set(key, before);
    const action = row === undefined ? 'removed' : before === undefined ? 'created' : 'updated';
    const changes = fieldChanges(before?.object, row?.object);
    return table.record({ time: now(), by, action, key, changes });
  };

  const put = (object: Fields, { key, findings }: Usable, options: PutOptions): PutOutcome => {
    const { by, expected, along = [] } = options;
    const before = table.find(key);
    if (!isAsExpected(before, expected ?? expectedBy(object)))
      return { kind: 'conflict', version: before?.version };
    const said = unstamped(object);
    if (before !== undefined && deepEqual(before.object, said))
      return { kind: 'unchanged', key, version: before.version, findings };
    const time = now();
    const row: Row = {
      object: said,
      uid: before?.uid ?? randomUUID(),
      generation:
        (before?.generation ?? 0) + (before !== undefined && isAnnotated(before.object, said) ? 0 : 1),
      version: 0,
      created: before?.created ?? time,
      modified: time,
    };
    const version = record(row, before, key, by);
    table.put(key, { ...row, version });
    if (before !== undefined) return { kind: 'updated', key, version, findings };
    for (const one of along) {
      const usable = usableOf(one);
      if (usable.kind === 'usable') put(one, usable, { by, expected: 'absent' });
    }
    return { kind: 'created', key, version, findings };
  };

  const remove = (key: ResourceKey, { by, expected, along = [] }: RemoveOptions): RemoveOutcome => {
    const before = table.find(key);
    if (before === undefined) return { kind: 'missing' };
    if (!isAsExpected(before, expected)) return { kind: 'conflict', version: before.version };
    for (const one of [...along, key]) {
      const row = table.find(one);
      if (row === undefined) continue;
      record(undefined, row, one, by);
      table.remove(one);
    }
    return { kind: 'removed' };
  };

  return {
    copy: () => copyDatabase(database, file),
    put: async (object, options) => {
      const usable = usableOf(object);
      return usable.kind === 'refused' ? usable : write(() => put(object as Fields, usable, options));
    },
    remove: (key, options) => write(() => remove(key, options)),
    find: key => table.findStamped(key),
    writes: (limit, before) => table.writes(limit, before),
    source: () => storeSource(file, table, followers),
    close: async () => {
      if (isClosed) return;
      queue.flush();
      isClosed = true;
      database.close();
    },
  };
}

function usableOf(object: unknown): Usable | Extract<PutOutcome, { readonly kind: 'refused' }> {
  const { ref, resource, findings } = decodeResource(object);
  return ref === undefined || resource === undefined || findings.some(isError)
    ? { kind: 'refused', findings }
    : { kind: 'usable', key: resourceKey(ref), findings };
}

function isAsExpected(row: Row | undefined, expected: Expected | undefined): boolean {
  switch (expected) {
    case undefined:
      return true;
    case 'absent':
      return row === undefined;
    case 'present':
      return row !== undefined;
    default:
      return row?.version === expected;
  }
}

/**
 * Several writes of one transaction may cancel out. Only the universal form can then look as before: the usual one holds its
 * version.
 */
function isAsBefore(before: Row | undefined, after: Row | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return (
    isUniversal(after.object) && before.created === after.created && deepEqual(before.object, after.object)
  );
}

/** An object that still carries the version it was read at is meant to replace that version only. */
function expectedBy(object: Fields): Expected | undefined {
  const version = versionIn(object);
  return version === undefined ? undefined : Number(version);
}

/** Only labels and annotations differ. */
function isAnnotated({ metadata: a, labels: _a, ...before }: Fields, after: Fields): boolean {
  const { metadata: b, labels: _b, ...rest } = after;
  return deepEqual(before, rest);
}
