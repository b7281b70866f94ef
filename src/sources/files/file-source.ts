import { statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, systemClock } from '#graph';
import { Fault } from '#lib/fault.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { steadyClock } from '#lib/system-clock.ts';
import type { State } from '#state';
import type { Origin, Source, SourceSink } from '../source.ts';
import { Ledger } from './ledger.ts';
import { originOf } from './locate.ts';
import { ManifestFile } from './manifest-file.ts';
import { Quiet } from './quiet.ts';
import { readFile } from './read-file.ts';
import { decodeRemembered, rememberedPrefix } from './remembered.ts';
import { WatchTree } from './watch-tree.ts';
import { writtenObject } from './written-object.ts';

export interface FileSourceOptions {
  /** Default: `files`. Where there are several file sources, each needs a name and a state of its own (`stateWithin`). */
  readonly name?: string;
  /** Directories, followed with all below them, and single files. */
  readonly paths: readonly string[];
  /** Where the last good version of each object is kept. */
  readonly state: State;
  readonly clock?: Clock;
  /** Called with operational faults after the start: no watches left, a state that cannot be written. Default: a warning. */
  readonly onError?: (fault: Fault) => void;
}

/**
 * For so long (ms) files may be read and decoded before the rest of the program gets a turn; what follows from them takes
 * several times as long.
 */
const turn = 10;

/**
 * createFileSource follows manifests (`.yaml`, `.yml`, `.json`) in files and directories.
 *
 * What is new or changed is handed on in the turn of the event loop in which it is noticed. Objects that are gone, removed
 * from a file or with the whole file, wait until the directory is quiet (see `Quiet`), and so does a document that looks
 * half-written. A document that cannot be used keeps its last good version in force, over restarts too (see `Ledger`), until
 * it is mended or removed.
 *
 * `start` rejects with a `Fault` where a path does not exist (`input`) or cannot be watched (`environment`).
 */
export function createFileSource(options: FileSourceOptions): Source {
  return new FileSource(options);
}

class FileSource implements Source {
  readonly name: string;
  readonly #paths: readonly string[];
  readonly #state: State;
  readonly #onError: (fault: Fault) => void;
  readonly #ledger: Ledger;
  readonly #quiet: Quiet;
  readonly #tree: WatchTree;
  readonly #files = new Map<string, ManifestFile>();
  readonly #unread = new Set<string>();
  readonly #unsettled = new Set<ManifestFile>();
  #sink: SourceSink | undefined;
  #startFault: Fault | undefined;
  /** When the oldest change that is not handed on yet was noticed. */
  #seenAt: number | undefined;
  #eventsWereLost = false;
  #nextTurn: NodeJS.Immediate | undefined;

  constructor({ name = 'files', paths, state, clock = systemClock, onError }: FileSourceOptions) {
    this.name = name;
    this.#paths = [...new Set(paths.map(path => resolve(path)))];
    this.#state = state;
    this.#onError = onError ?? (fault => process.emitWarning(fault.message));
    this.#ledger = new Ledger(state);
    this.#quiet = new Quiet(clock, () => this.#settle());
    this.#tree = new WatchTree(this.#paths, {
      onActivity: () => this.#quiet.activity(),
      onFiles: paths => this.#notice(paths),
      onFault: fault => this.#report(fault),
      onOverflow: () => {
        this.#eventsWereLost = true;
        this.#quiet.wait();
      },
    });
  }

  async start(sink: SourceSink): Promise<void> {
    for (const path of this.#paths) assertExists(path);
    await this.#restore();
    this.#tree.rescan();
    while (this.#unread.size > 0 && this.#startFault === undefined) {
      this.#readForOneTurn();
      await nextTurn();
    }
    if (this.#startFault !== undefined) {
      await this.stop();
      throw this.#startFault;
    }
    // Nothing is in force yet, so there is nothing to be careful of.
    for (const file of this.#inOrder(this.#unsettled)) this.#settleFile(file);
    this.#quiet.stop();
    this.#sink = sink;
    this.#commit();
    if (this.#eventsWereLost) this.#quiet.wait();
  }

  async stop(): Promise<void> {
    this.#sink = undefined;
    clearImmediate(this.#nextTurn);
    this.#quiet.stop();
    this.#tree.close();
  }

  origin(key: ResourceKey): Origin | undefined {
    const claim = this.#ledger.claimOf(key);
    return claim === undefined ? undefined : originOf(claim);
  }

  written(key: ResourceKey): unknown {
    return writtenObject(this.#state, key);
  }

  /** Takes up what was in force when the state was last written, as if a long pause had passed since. */
  async #restore(): Promise<void> {
    for (const [name, text] of await this.#state.load(rememberedPrefix)) {
      const remembered = decodeRemembered(name, text);
      if (remembered === undefined) continue;
      const file = this.#file(remembered.file);
      file.restore(remembered);
      this.#unsettled.add(file);
      // A directory that cannot be listed now may still hold it.
      if (this.#paths.some(path => isWithin(path, file.path))) this.#unread.add(file.path);
    }
  }

  #notice(paths: ReadonlySet<string>): void {
    this.#seenAt ??= steadyClock.now();
    for (const path of paths) this.#unread.add(path);
    if (this.#sink !== undefined) this.#readAndCommit();
  }

  #readAndCommit(): void {
    clearImmediate(this.#nextTurn);
    this.#readForOneTurn();
    this.#commit();
    if (this.#unread.size > 0) this.#nextTurn = setImmediate(() => this.#readAndCommit());
  }

  #readForOneTurn(): void {
    const end = performance.now() + turn;
    for (const path of this.#unread) {
      this.#unread.delete(path);
      const file = this.#file(path);
      file.observe(readFile(path));
      this.#track(file);
      if (performance.now() >= end) return;
    }
  }

  #settle(): void {
    // While it starts, everything is settled together at the end.
    if (this.#sink === undefined) return;
    if (this.#eventsWereLost) {
      this.#eventsWereLost = false;
      this.#tree.rescan();
    }
    if (this.#unread.size > 0 || this.#tree.isBehind) {
      this.#quiet.wait();
      return;
    }
    for (const file of this.#inOrder(this.#unsettled)) this.#settleFile(file);
    this.#commit();
  }

  #settleFile(file: ManifestFile): void {
    file.settle();
    this.#track(file);
  }

  #commit(): void {
    const { remember, changes, lost } = this.#ledger.settle();
    if (remember.length > 0) this.#state.write(remember).catch((fault: Fault) => this.#report(fault));
    const seen = this.#seenAt === undefined ? undefined : ({ by: 'file', at: this.#seenAt } as const);
    if (changes.length > 0) this.#sink?.(changes, seen);
    if (this.#unread.size === 0 && this.#unsettled.size === 0) this.#seenAt = undefined;
    for (const claim of lost) {
      const file = this.#files.get(claim.file);
      file?.reconsider();
      if (file !== undefined) this.#track(file);
    }
  }

  #track(file: ManifestFile): void {
    if (file.isSettled) {
      this.#unsettled.delete(file);
    } else {
      this.#unsettled.add(file);
      this.#quiet.wait();
    }
    if (file.isEmpty) this.#files.delete(file.path);
  }

  #file(path: string): ManifestFile {
    const file = this.#files.get(path) ?? new ManifestFile(path, this.#ledger);
    this.#files.set(path, file);
    return file;
  }

  #inOrder(files: Iterable<ManifestFile>): ManifestFile[] {
    return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #report(fault: Fault): void {
    if (this.#sink === undefined) this.#startFault ??= fault;
    else this.#onError(fault);
  }
}

function assertExists(path: string): void {
  try {
    statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'there is no such file or directory' : `it cannot be opened (${code})`;
    throw new Fault('input', `${path}: ${what}`, { cause: error });
  }
}

function isWithin(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
