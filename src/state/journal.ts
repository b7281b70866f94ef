import { closeSync, fsync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { encodeRecord } from './journal-record.ts';
import { RecordFile } from './record-file.ts';
import type { StateChange } from './state.ts';

/** Less garbage than this is not worth a rewrite. */
const minGarbageBytes = 1024 ** 2;
/** How many records are copied before other work gets a turn. */
const copiedAtOnce = 100;
/**
 * A flush waits for so long (ms): writes in the meantime share it. Besides, most of what is written is being acted on at
 * this very moment, and that should not wait for another thread to wake. A flush costs as much CPU as a small change does.
 */
const gathering = 10;
const flush = promisify(fsync);

/** Journal is the file of a state directory: appended to at once, flushed and rewritten in the background. */
export class Journal {
  readonly #directory: string;
  readonly #file: string;
  readonly #maxBytes: number;
  readonly #warn: (message: string) => void;
  #current: RecordFile;
  #flushing: Promise<void> | undefined;
  #flushNext: Promise<void> | undefined;
  #flushFailed = false;
  /** Ends the wait for others to share a flush. */
  #hurry = () => {};
  /**
   * Garbage below this is not worth another try. It grows after a failed rewrite, so that a full disk is not tried at each
   * write.
   */
  #worthwhileBytes = minGarbageBytes;
  #compacting: Promise<void> | undefined;
  /** Names written since the compaction under way began, or since it last caught up. */
  #written = new Set<string>();

  constructor(directory: string, maxBytes: number, warn: (message: string) => void) {
    this.#directory = directory;
    this.#file = join(directory, 'journal');
    this.#maxBytes = maxBytes;
    this.#warn = warn;
    rmSync(`${this.#file}.next`, { force: true });
    const { opened, damagedBytes } = RecordFile.open(this.#file);
    this.#current = opened;
    if (damagedBytes > 0) warn(`${this.#file}: ${damagedBytes} bytes are no whole records and were skipped`);
    flushDirectory(directory);
  }

  load(prefix: string): Map<string, string> {
    return this.#current.load(prefix);
  }

  get(name: string): string | undefined {
    return this.#current.get(name);
  }

  /** write appends before it returns; the promise waits for the disk. */
  async write(changes: readonly StateChange[]): Promise<void> {
    const latest = new Map(changes.map(({ name, text }) => [name, text]));
    for (const [name, text] of latest) if (this.#isThere(name, text)) latest.delete(name);
    if (latest.size === 0 && !this.#flushFailed) return;
    const records = Array.from(latest, ([name, text]) => encodeRecord(name, text));
    if (records.length > 0) this.#current.append(records, this.#maxBytes);
    if (this.#compacting !== undefined) for (const name of latest.keys()) this.#written.add(name);
    this.#compactWhenWorthwhile();
    await this.#flushed();
  }

  async close(): Promise<void> {
    await this.#compacting;
    try {
      const flushed = this.#flushed();
      this.#hurry();
      await flushed;
    } finally {
      this.#current.close();
    }
  }

  #isThere(name: string, text: string | undefined): boolean {
    const place = this.#current.place(name);
    if (place === undefined || text === undefined) return place === undefined && text === undefined;
    return place.textBytes === Buffer.byteLength(text) && this.#current.get(name) === text;
  }

  /** Resolves after a flush that began after this call: one flush serves all callers before it begins. */
  #flushed(): Promise<void> {
    this.#flushNext ??= this.#beginFlush();
    return this.#flushNext;
  }

  async #beginFlush(): Promise<void> {
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, gathering);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    await this.#flushing?.catch(() => {});
    this.#flushNext = undefined;
    this.#flushing = this.#flush().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    try {
      await flush(this.#current.fd);
      this.#flushFailed = false;
    } catch (error) {
      // Writing the same again must wait for the disk, though the file has it already.
      this.#flushFailed = true;
      throw error;
    }
  }

  #compactWhenWorthwhile(): void {
    const { size, liveBytes } = this.#current;
    const garbage = size - liveBytes;
    if (this.#compacting !== undefined || garbage < this.#worthwhileBytes || garbage < liveBytes) return;
    this.#compacting = this.#compact()
      .then(
        () => {
          this.#worthwhileBytes = minGarbageBytes;
        },
        error => {
          this.#worthwhileBytes = 2 * garbage;
          this.#warn(`${this.#file} could not be rewritten: ${String(error)}`);
        },
      )
      .finally(() => {
        this.#compacting = undefined;
      });
  }

  /**
   * Copies what is in force to a new file, in turns, then what was written meanwhile, and renames it over the old one. Until
   * then writes go to the old file, so nothing waits and nothing can be lost.
   */
  async #compact(): Promise<void> {
    this.#written.clear();
    const aside = `${this.#file}.next`;
    const next = RecordFile.create(aside);
    try {
      const names = [...this.#current.names];
      for (let from = 0; from < names.length; from += copiedAtOnce) {
        this.#copy(names.slice(from, from + copiedAtOnce), next);
        await nextTurn();
      }
      await flush(next.fd);
      // Only what was written meanwhile is left: little enough to wait for.
      this.#copy([...this.#written], next);
      fsyncSync(next.fd);
      renameSync(aside, this.#file);
    } catch (error) {
      next.close();
      rmSync(aside, { force: true });
      throw error;
    }
    const old = this.#current;
    const lastFlush = this.#flushing;
    this.#current = next;
    flushDirectory(this.#directory);
    await lastFlush?.catch(() => {});
    old.close();
  }

  #copy(names: readonly string[], to: RecordFile): void {
    const records = names.map(name => encodeRecord(name, this.#current.get(name)));
    to.append(records, this.#maxBytes);
  }
}

/** readJournal returns the content of a directory's journal without opening it for writing; empty where there is none. */
export function readJournal(directory: string): ReadonlyMap<string, string> {
  return RecordFile.read(join(directory, 'journal'));
}

/** A rename is durable only when its directory is flushed. */
function flushDirectory(directory: string): void {
  const fd = openSync(directory, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
