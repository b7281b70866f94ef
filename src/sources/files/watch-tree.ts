import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, isFault } from '#lib/fault.ts';
import { DirectoryWatches, type Heard } from './directory-watches.ts';
import { isHidden, isManifestName } from './file-name.ts';
import { limits } from './limits.ts';
import { followLinks } from './link-chain.ts';

/**
 * TreeListener hears of the changes in a tree of directories. Paths are absolute and as given: links in them are not
 * resolved.
 */
export interface TreeListener {
  /** Something happened, maybe of no interest. */
  readonly onActivity: () => void;
  /** These should be read (again): they appeared, changed or vanished. Unreadable directories are among them. */
  readonly onFiles: (paths: ReadonlySet<string>) => void;
  readonly onFault: (fault: Fault) => void;
  /** Events may have been lost: call `rescan` when there is time. */
  readonly onOverflow: () => void;
}

/** For so long (ms) names may be examined before the rest of the program gets a turn. */
const turn = 10;

interface Directory {
  readonly kind: 'directory';
  readonly path: string;
  /** The real paths (links resolved) of the directories above and of `path`: a link must not lead back to any of them. */
  readonly reals: readonly string[];
  readonly files: Set<string>;
  readonly directories: Map<string, Directory>;
  /** Ends the watches that follow a link, by the link's name. */
  readonly links: Map<string, () => void>;
  isUnreadable: boolean;
  isClosed: boolean;
  unlisten: () => void;
}

/** Root is a path that was given: a directory, a file, or nothing at the moment. */
interface Root {
  readonly kind: 'root';
  readonly path: string;
  directory: Directory | undefined;
  unlisten: () => void;
}

/**
 * WatchTree follows directories with all below them, and single files, with one watch a directory (Node's recursive watch
 * emulates the same on Linux and loses events on the way). It watches a directory before it lists it, so no change is missed
 * in between. Events of one turn of the event loop are examined together, without further delay; where they are too many for
 * that, the rest is examined in the turns after it.
 */
export class WatchTree {
  readonly #listener: TreeListener;
  readonly #watches: DirectoryWatches;
  readonly #roots: readonly Root[];
  readonly #dirty = new Map<Directory | Root, Set<string | undefined>>();
  #found = new Set<string>();
  #directories = 0;
  #files = 0;
  #flush: NodeJS.Immediate | undefined;
  #isFollowing = false;

  constructor(paths: readonly string[], listener: TreeListener) {
    this.#listener = listener;
    this.#watches = new DirectoryWatches(listener.onOverflow);
    this.#roots = paths.map(path => ({ kind: 'root', path, directory: undefined, unlisten: () => {} }));
  }

  /** isBehind tells whether some events have not been examined yet. */
  get isBehind(): boolean {
    return this.#dirty.size > 0;
  }

  /** rescan has everything examined: the first time at once, which starts watching, and afterwards in turns (`isBehind`). */
  rescan(): void {
    if (this.#isFollowing) {
      for (const root of this.#roots) this.#mark(root, undefined);
      return;
    }
    for (const root of this.#roots) this.#examineRoot(root);
    this.#isFollowing = true;
    this.#tell();
  }

  close(): void {
    clearImmediate(this.#flush);
    for (const root of this.#roots) {
      root.unlisten();
      if (root.directory !== undefined) this.#close(root.directory);
    }
    this.#watches.close();
    this.#dirty.clear();
  }

  #hear(where: Directory | Root, name: string | undefined): void {
    this.#listener.onActivity();
    this.#mark(where, name);
  }

  /** Schedules the examination of one name of a directory, or (without a name) of everything in it. */
  #mark(where: Directory | Root, name: string | undefined): void {
    const names = this.#dirty.get(where);
    if (names === undefined) this.#dirty.set(where, new Set([name]));
    else names.add(name);
    this.#flush ??= setImmediate(() => this.#examineDirty());
  }

  #examineDirty(): void {
    const end = performance.now() + turn;
    for (const [where, names] of this.#dirty) {
      if (where.kind === 'root') {
        names.clear();
        this.#examineRoot(where);
      } else {
        if (names.delete(undefined)) for (const { name } of this.#relist(where)) names.add(name);
        for (const name of names) {
          names.delete(name);
          this.#examine(where, name ?? '');
          if (performance.now() >= end) break;
        }
      }
      if (names.size === 0) this.#dirty.delete(where);
      if (performance.now() >= end) break;
    }
    this.#flush = this.#dirty.size > 0 ? setImmediate(() => this.#examineDirty()) : undefined;
    this.#tell();
  }

  #tell(): void {
    const found = this.#found;
    this.#found = new Set();
    if (found.size > 0) this.#listener.onFiles(found);
  }

  #examineRoot(root: Root): void {
    const before = root.unlisten;
    root.unlisten = this.#listenAlong(root.path, () => this.#hear(root, undefined));
    before();
    if (stat(root.path)?.isDirectory()) {
      root.directory ??= this.#directory(root.path, []);
      this.#look(root.directory);
    } else {
      if (root.directory !== undefined) this.#close(root.directory);
      root.directory = undefined;
      this.#found.add(root.path);
    }
  }

  #directory(path: string, above: readonly string[]): Directory {
    this.#directories++;
    return {
      kind: 'directory',
      path,
      reals: [...above, realPath(path)],
      files: new Set(),
      directories: new Map(),
      links: new Map(),
      isUnreadable: false,
      isClosed: false,
      unlisten: () => {},
    };
  }

  /** A directory may be large, so it is examined in turns; during the start nobody waits, and it is done at once. */
  #look(directory: Directory): void {
    if (this.#isFollowing) this.#mark(directory, undefined);
    else for (const entry of this.#relist(directory)) this.#examine(directory, entry.name, entry);
  }

  /** Listens to a directory, lists it, and forgets what is no longer there. */
  #relist(directory: Directory): readonly Dirent[] {
    if (directory.isClosed) return [];
    const before = directory.unlisten;
    directory.unlisten = this.#listen(directory.path, name => this.#hear(directory, name)) ?? (() => {});
    before();
    const entries = list(directory.path);
    if (entries === undefined || directory.isUnreadable) this.#found.add(directory.path);
    directory.isUnreadable = entries === undefined;
    if (entries === undefined) {
      for (const name of directory.files) this.#found.add(join(directory.path, name));
      return [];
    }
    const names = new Set(entries.map(entry => entry.name));
    for (const name of [...directory.files, ...directory.directories.keys(), ...directory.links.keys()]) {
      if (!names.has(name)) this.#forget(directory, name);
    }
    return entries;
  }

  #examine(directory: Directory, name: string, known?: Dirent): void {
    if (directory.isClosed || isHidden(name)) return;
    const path = join(directory.path, name);
    const entry = known ?? lstat(path);
    const beforeLink = directory.links.get(name);
    directory.links.delete(name);
    if (entry?.isSymbolicLink()) {
      directory.links.set(
        name,
        this.#listenAlong(path, () => this.#hear(directory, name)),
      );
    }
    beforeLink?.();
    const target = entry?.isSymbolicLink() ? stat(path) : entry;
    if (target?.isDirectory()) this.#enter(directory, name, path);
    else if (target?.isFile() && isManifestName(name)) this.#addFile(directory, name, path);
    else this.#forgetTarget(directory, name);
  }

  #enter(directory: Directory, name: string, path: string): void {
    this.#forgetFile(directory, name);
    const known = directory.directories.get(name);
    if (known !== undefined && known.reals.at(-1) === realPath(path)) {
      this.#look(known);
      return;
    }
    if (known !== undefined) this.#close(known);
    directory.directories.delete(name);
    const isLoop = directory.reals.includes(realPath(path));
    if (isLoop || directory.reals.length >= limits.directoryDepth) return;
    if (this.#directories >= limits.directories) {
      this.#tooMany(path, limits.directories, 'directories');
      return;
    }
    const child = this.#directory(path, directory.reals);
    directory.directories.set(name, child);
    this.#look(child);
  }

  #addFile(directory: Directory, name: string, path: string): void {
    this.#forgetDirectory(directory, name);
    if (!directory.files.has(name)) {
      if (this.#files >= limits.files) {
        this.#tooMany(path, limits.files, 'files');
        return;
      }
      this.#files++;
      directory.files.add(name);
    }
    this.#found.add(path);
  }

  #tooMany(path: string, limit: number, what: string): void {
    this.#listener.onFault(
      new Fault(
        'input',
        `${path} is left out: no more than ${limit} ${what} are followed; give a smaller directory`,
      ),
    );
  }

  #forget(directory: Directory, name: string): void {
    directory.links.get(name)?.();
    directory.links.delete(name);
    this.#forgetTarget(directory, name);
  }

  #forgetTarget(directory: Directory, name: string): void {
    this.#forgetFile(directory, name);
    this.#forgetDirectory(directory, name);
  }

  #forgetFile(directory: Directory, name: string): void {
    if (!directory.files.delete(name)) return;
    this.#files--;
    this.#found.add(join(directory.path, name));
  }

  #forgetDirectory(directory: Directory, name: string): void {
    const child = directory.directories.get(name);
    if (child === undefined) return;
    directory.directories.delete(name);
    this.#close(child);
  }

  #close(directory: Directory): void {
    directory.isClosed = true;
    this.#directories--;
    directory.unlisten();
    if (directory.isUnreadable) this.#found.add(directory.path);
    for (const name of [...directory.files]) this.#forgetFile(directory, name);
    for (const unlisten of directory.links.values()) unlisten();
    for (const child of directory.directories.values()) this.#close(child);
  }

  /** Listens for whatever could lead `path` elsewhere. */
  #listenAlong(path: string, changed: () => void): () => void {
    const ends = followLinks(path).map(step =>
      this.#listen(step.directory, name => {
        if (name === undefined || name === step.name) changed();
      }),
    );
    return () => {
      for (const end of ends) end?.();
    };
  }

  #listen(path: string, heard: Heard): (() => void) | undefined {
    try {
      return this.#watches.listen(path, heard);
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#listener.onFault(error);
      return undefined;
    }
  }
}

function list(path: string): Dirent[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' ? [] : undefined;
  }
}

function stat(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
