import { randomBytes } from 'node:crypto';
import { lstat, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '#lib/fault.ts';

/**
 * RuntimeDirectory holds the sockets and files of one running Fairlead: one folder for each run, below a folder of this
 * user's that nobody else may enter. While a run lives it listens on a socket in its folder, which tells other runs that it
 * lives: the kernel closes the socket with the process, however that ends, and no process id can be mistaken for another.
 */
export interface RuntimeDirectory {
  /** Absolute path of this run's folder, mode 0700. */
  readonly path: string;
  /** The folder of all runs of this user: what lies in it is Fairlead's own, and no Backend may point at it. */
  readonly base: string;
  /** Removes this run's folder. */
  close(): Promise<void>;
}

export interface RuntimeDirectoryOptions {
  /** Default: `$XDG_RUNTIME_DIR/fairlead`, else `fairlead-<uid>` in the directory for temporary files. */
  readonly base?: string;
  /** The Envoy that this run will start, recorded for whoever has to clean up after it. */
  readonly program: string;
}

/** Names within a run's folder. */
export const aliveSocket = 'alive.sock';
export const programFile = 'program';
export const runPrefix = 'run-';

/**
 * The longest path that a unix socket's address holds, less its final NUL, and the room that `/<proxy>/admin.sock` needs
 * below the run's folder.
 */
const longestSocketPath = 107;
const roomBelow = '/1234567890/admin.sock'.length;

/** defaultBase is the folder of the runs of this user. */
export async function defaultBase(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const given = env.XDG_RUNTIME_DIR;
  const usable = given
    ? await stat(given).then(
        s => s.isDirectory() && s.uid === process.getuid?.(),
        () => false,
      )
    : false;
  return given && usable
    ? join(given, 'fairlead')
    : join(tmpdir(), `fairlead-${process.getuid?.() ?? 'user'}`);
}

/**
 * openRuntimeDirectory makes this run's folder. A Fault (`environment`) says that the folder cannot be made, is not ours
 * alone, or has a path too long for the sockets in it.
 */
export async function openRuntimeDirectory(options: RuntimeDirectoryOptions): Promise<RuntimeDirectory> {
  const base = options.base ?? (await defaultBase());
  await privateFolder(base);
  // Random, so that it cannot be guessed: a Backend that named one of its sockets would reach Envoy's admin interface.
  const path = join(base, `${runPrefix}${randomBytes(8).toString('hex')}`);
  if (path.length + roomBelow > longestSocketPath) {
    throw new Fault(
      'environment',
      `${base} is too long a path for unix sockets; set XDG_RUNTIME_DIR to a shorter one.`,
    );
  }
  await mkdir(path, { mode: 0o700 });
  await writeFile(join(path, programFile), options.program, { mode: 0o600 });
  const alive = await listen(join(path, aliveSocket));
  return {
    path,
    base,
    async close() {
      alive.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** Makes the folder. An existing one must be a real folder of this user's, closed to all others. */
async function privateFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Fault(
      'environment',
      `${path} cannot be made (set XDG_RUNTIME_DIR to a folder of yours): ${String(cause)}.`,
      {
        cause,
      },
    );
  }
  const found = await lstat(path);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) {
    throw new Fault(
      'environment',
      `${path} must be a folder of your own that nobody else may enter (mode 0700); remove it, or set XDG_RUNTIME_DIR.`,
    );
  }
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(connection => connection.destroy());
    server.once('error', reject);
    server.listen(path, () => resolve(server.unref()));
  });
}
