import { mkdirSync } from 'node:fs';
import { Fault } from '#lib/fault.ts';
import { lockDirectory } from './directory-lock.ts';
import { Journal, readJournal } from './journal.ts';
import type { State, StateChange } from './state.ts';

export interface StateDirectoryOptions {
  /** Told what was skipped (a damaged record), and of failed compactions. Default: a warning on stderr. */
  readonly onWarning?: (message: string) => void;
  /** The journal's greatest length in bytes; a write past it is refused with a `Fault`. Default: 1 GiB. */
  readonly maxBytes?: number;
}

/**
 * createStateDirectory keeps state in the directory `path`, which it makes where it is missing (mode 0700: documents may
 * hold secrets). The directory is opened at the first use.
 *
 * One append-only file, `journal`, holds everything. The other plain choice, a file per name that is written aside, fsynced
 * and renamed, costs two disk flushes a document: minutes for 10,000 of them, and it could only be done *after* a change was
 * acted on. An append is one `write` of about 10 µs, so it is done *before* (see `State`); the flushes follow in the
 * background, one for all writes in the meantime. When more than half of the file is out of date, it is rewritten aside in
 * the background and renamed over; a kill at any moment leaves the old file or the new one, each complete.
 *
 * It opens even on a disk that is full or read-only: the content is read, and writes fail until the disk takes them.
 */
export function createStateDirectory(path: string, options: StateDirectoryOptions = {}): State {
  const warn = options.onWarning ?? (message => process.emitWarning(message));
  const maxBytes = options.maxBytes ?? 1024 ** 3;
  let opened: { journal: Journal; unlock: () => void } | undefined;
  let unwritable: ReadonlyMap<string, string> | undefined;

  const open = (): Journal => {
    if (opened !== undefined) return opened.journal;
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      const unlock = lockDirectory(path);
      opened = { unlock, journal: new Journal(path, maxBytes, warn) };
      unwritable = undefined;
      return opened.journal;
    } catch (error) {
      throw asFault(error, path);
    }
  };
  /** The content is useful even while nothing can be added. */
  const read = (): Pick<Journal, 'load' | 'get'> => {
    try {
      return open();
    } catch (error) {
      if (!isFull(error)) throw error;
      if (unwritable === undefined) warn(`${(error as Fault).message}; what it holds is read`);
      unwritable ??= readJournal(path);
      const texts = unwritable;
      return {
        load: prefix => new Map([...texts].filter(([name]) => name.startsWith(prefix))),
        get: name => texts.get(name),
      };
    }
  };
  const write = async (changes: readonly StateChange[]): Promise<void> => {
    try {
      await open().write(changes);
    } catch (error) {
      throw asFault(error, path);
    }
  };
  return {
    load: async (prefix = '') => read().load(prefix),
    get: name => read().get(name),
    put: (name, text) => write([{ name, text }]),
    delete: name => write([{ name, text: undefined }]),
    write,
    close: async () => {
      try {
        await opened?.journal.close();
      } catch (error) {
        throw asFault(error, path);
      } finally {
        opened?.unlock();
        opened = undefined;
      }
    },
  };
}

/** Conditions of the disk that pass, unlike mistakes in how Fairlead was started. */
const fullDisk = ['ENOSPC', 'EDQUOT', 'EROFS'];

function isFull(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && fullDisk.includes(String(cause.code));
}

function asFault(error: unknown, path: string): Fault {
  if (error instanceof Fault) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new Fault('environment', `the state directory ${path} cannot be used: ${reason}`, { cause: error });
}
