import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Fault } from '#lib/fault.ts';
import { keepLog, lossOf, readLog } from './write-ahead-log.ts';

/** `Fair` in ASCII, in SQLite's `application_id`: marks the file as ours. */
const applicationId = 0x46616972;
const schemaVersion = 1;
/** SQLite's default for a new file. */
const pageBytes = 4096;

/** `writes` outlives the objects: AUTOINCREMENT never gives a version twice, even when the newest rows are gone. */
const schema = `
  CREATE TABLE objects (
    key TEXT PRIMARY KEY, object TEXT NOT NULL, uid TEXT NOT NULL, generation INTEGER NOT NULL,
    version INTEGER NOT NULL, created TEXT NOT NULL, modified TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE writes (
    version INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, by TEXT NOT NULL, action TEXT NOT NULL,
    key TEXT NOT NULL, changes TEXT NOT NULL
  ) STRICT;`;

/** Database is an open SQLite file whose commits are on disk when they return. */
export type Database = Sqlite.Database;

export interface DatabaseOptions {
  readonly maxBytes: number;
  readonly onWarning: (message: string) => void;
}

/**
 * openDatabase opens the file or makes it, readable by its owner alone, since Secrets are in it. It throws a `Fault` where
 * the file is not a store, is damaged, or is in use by another process. Where the end of its log cannot be read, the rest is
 * used: `onWarning` is told, and the log is kept.
 */
export function openDatabase(file: string, { maxBytes, onWarning }: DatabaseOptions): Database {
  const log = readLog(`${file}-wal`);
  const kept = log === undefined ? undefined : keepLog(`${file}-wal`);
  let database: Database | undefined;
  try {
    closeSync(openSync(file, 'a', 0o600));
    // A process that has just been told to stop gets a moment to do so.
    database = new Sqlite(file, { timeout: 1000 });
    // No other process reads or writes meanwhile: so SQLite needs no memory shared between processes.
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('synchronous = FULL');
    prepare(database, file);
    database.pragma('journal_mode = WAL');
    database.pragma(`max_page_count = ${Math.floor(maxBytes / pageBytes)}`);
    const [checkpoint] = database.pragma('wal_checkpoint(PASSIVE)') as { readonly log: number }[];
    const loss = log === undefined ? undefined : lossOf(log, checkpoint?.log ?? 0);
    if (loss !== undefined)
      onWarning(`${file}-wal ${loss}; everything before that is in force. It is kept as ${kept?.keep()}`);
    syncDirectory(dirname(file));
    return database;
  } catch (error) {
    database?.close();
    throw openFault(file, error);
  } finally {
    kept?.forget();
  }
}

function prepare(database: Database, file: string): void {
  const id = database.pragma('application_id', { simple: true });
  const version = database.pragma('user_version', { simple: true });
  const isEmpty =
    database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0 && version === 0 && id === 0;
  if (isEmpty) {
    database.transaction(() => {
      database.exec(schema);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${schemaVersion}`);
    })();
  } else if (id !== applicationId) {
    throw new Fault('input', `${file} is a database of another program: give a file that is not there yet`);
  } else if (version !== schemaVersion) {
    throw new Fault(
      'input',
      `${file} was written by another version of Fairlead (form ${version}; this one reads form ${schemaVersion}): use that one`,
    );
  }
  const [problem] = database.pragma('quick_check(1)') as { readonly quick_check: string }[];
  if (problem?.quick_check !== 'ok') throw damaged(file, problem?.quick_check ?? '');
}

/** The file's own name must be on disk as well as its content. */
function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function openFault(file: string, error: unknown): unknown {
  if (error instanceof Fault) return error;
  const code = (error as { readonly code?: unknown }).code;
  const reason = error instanceof Error ? error.message : String(error);
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED') {
    return new Fault(
      'environment',
      `the store ${file} is in use by another process: stop that one, or give another file`,
      {
        cause: error,
      },
    );
  }
  if (code === 'SQLITE_NOTADB')
    return new Fault('input', `${file} is not an SQLite database: give a file that is not there yet`, {
      cause: error,
    });
  if (String(code).startsWith('SQLITE_CORRUPT')) return damaged(file, reason, error);
  return new Fault('environment', `the store ${file} cannot be opened: ${reason}`, { cause: error });
}

function damaged(file: string, reason: string, cause?: unknown): Fault {
  return new Fault(
    'environment',
    `the store ${file} is damaged (${reason}): move it away with its -wal, and put a copy in its place, or start with an empty one`,
    { cause },
  );
}
