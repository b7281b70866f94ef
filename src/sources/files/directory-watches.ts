import { type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import { basename } from 'node:path';
import { Fault } from '#lib/fault.ts';

/** Heard gets the name of the entry that something happened to; undefined: it may be any entry, or the directory itself. */
export type Heard = (name: string | undefined) => void;

interface Watched {
  readonly watcher: FSWatcher;
  readonly path: string;
  readonly listeners: Set<Heard>;
}

/**
 * DirectoryWatches watches directories, with one watch for each, however many listen. A directory is identified by its
 * inode, not its path: one that is created anew under an old path is a different one.
 *
 * The kernel drops events when its queue is full, and libuv does not report that. A queue that long is read in one go, so
 * when very many events came in one turn of the event loop, `onOverflow` is called: everything has to be looked at again.
 */
export class DirectoryWatches {
  readonly #watched = new Map<string, Watched>();
  readonly #onOverflow: () => void;
  readonly #queueLength = maxQueuedEvents();
  #eventsInTurn = 0;

  constructor(onOverflow: () => void) {
    this.#onOverflow = onOverflow;
  }

  /**
   * listen watches the directory at `path`, following links. It returns the function that ends the watch; undefined where
   * there is no directory or this process may not read it. It throws a `Fault` where the system has no watches left.
   */
  listen(path: string, heard: Heard): (() => void) | undefined {
    const id = identity(path);
    if (id === undefined) return undefined;
    let watched = this.#watched.get(id);
    if (watched === undefined) {
      const watcher = this.#watch(path, id);
      if (watcher === undefined) return undefined;
      watched = { watcher, path, listeners: new Set() };
      this.#watched.set(id, watched);
      // The directory was replaced between the look and the watch: the watch is on something else.
      if (identity(path) !== id) {
        this.#drop(id, watched);
        return this.listen(path, heard);
      }
    }
    const { listeners } = watched;
    listeners.add(heard);
    return () => {
      listeners.delete(heard);
      if (listeners.size === 0) this.#drop(id, watched);
    };
  }

  close(): void {
    for (const [id, watched] of this.#watched) this.#drop(id, watched);
  }

  #watch(path: string, id: string): FSWatcher | undefined {
    try {
      const watcher = watch(path, (event, name) => this.#hear(id, event, name ?? undefined));
      watcher.on('error', () => this.#hear(id, 'rename', undefined));
      return watcher;
    } catch (error) {
      return explain(error, path);
    }
  }

  #hear(id: string, event: string, name: string | undefined): void {
    this.#countEvent();
    const watched = this.#watched.get(id);
    if (watched === undefined) return;
    // What happens to the directory itself comes under its own name, and may be its end: a dead watch must not be shared
    // with a new directory, which often gets the same inode.
    const isOwn = name === undefined || name === basename(watched.path);
    const listeners = [...watched.listeners];
    if (isOwn && event === 'rename') this.#drop(id, watched);
    for (const listener of listeners) listener(isOwn ? undefined : name);
  }

  #countEvent(): void {
    if (this.#eventsInTurn === 0) {
      setImmediate(() => {
        this.#eventsInTurn = 0;
      });
    }
    this.#eventsInTurn++;
    if (this.#eventsInTurn === Math.ceil(this.#queueLength / 4)) this.#onOverflow();
  }

  #drop(id: string, watched: Watched): void {
    watched.watcher.close();
    if (this.#watched.get(id) === watched) this.#watched.delete(id);
  }
}

function identity(path: string): string | undefined {
  try {
    const stat = statSync(path);
    return stat.isDirectory() ? `${stat.dev}:${stat.ino}` : undefined;
  } catch {
    return undefined;
  }
}

function explain(error: unknown, path: string): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') throw limitReached(path, 'max_user_watches', error);
  if (code === 'EMFILE') throw limitReached(path, 'max_user_instances', error);
  return undefined;
}

function limitReached(path: string, limit: string, cause: unknown): Fault {
  return new Fault(
    'environment',
    `${path} cannot be watched: the system's limit fs.inotify.${limit} is reached; raise it with ` +
      `\`sysctl fs.inotify.${limit}=524288\``,
    { cause },
  );
}

function maxQueuedEvents(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'));
  } catch {
    return 16_384;
  }
}
