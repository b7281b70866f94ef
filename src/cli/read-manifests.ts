import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Fault } from '#lib/fault.ts';
import { joinSources, type Source } from '#sources';
import { createFileSource } from '#sources/files';
import { createMemoryState } from '#state';
import { type ClusterFlags, openChosenCluster } from './cluster-flags.ts';

/** One byte more than a file may hold: longer input is cut here, and then refused with a finding. */
const maxStdinBytes = 64 * 1024 ** 2 + 1;

/** Manifests are files, directories and `-`, laid over the objects of a cluster where one is given; they are read once. */
export interface Manifests {
  readonly source: Source;
  /** A file's name as people know it: relative to the working directory; `<stdin>` for standard input. */
  show(file: string): string;
  /** Removes what was needed to read them; afterwards positions cannot be looked up. */
  close(): void;
}

/**
 * readManifests makes a source of the paths given to `-f`. Standard input is kept in a private file meanwhile. If the flags
 * name a cluster, the files are laid over its objects.
 */
export async function readManifests(paths: readonly string[], flags: ClusterFlags = {}): Promise<Manifests> {
  const chosen = await openChosenCluster(flags);
  const files = await readFiles(paths);
  if (chosen === undefined) return files;
  const { createKubernetesSource } = await import('#sources/kubernetes');
  const onNotice = (message: string) => process.stderr.write(`${message}\n`);
  const cluster = createKubernetesSource({ ...chosen, onNotice, looksOnce: true });
  return {
    ...files,
    source: paths.length === 0 ? cluster : joinSources([files.source, cluster], { isOverlay: true }),
    close: () => {
      files.close();
      chosen.cluster.close();
    },
  };
}

async function readFiles(paths: readonly string[]): Promise<Manifests> {
  if (!paths.includes('-')) return manifests(paths);
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-stdin-'));
  const close = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', close);
  const stdin = join(directory, 'stdin.yaml');
  try {
    await pipeline(Readable.from(bounded(process.stdin)), createWriteStream(stdin, { mode: 0o600 }));
  } catch (error) {
    throw new Fault('environment', `standard input cannot be read: ${String(error)}`, { cause: error });
  }
  return manifests(
    paths.map(path => (path === '-' ? stdin : path)),
    stdin,
  );
}

function manifests(paths: readonly string[], stdin?: string): Manifests {
  return {
    source: createFileSource({ paths, state: createMemoryState() }),
    show: file => (file === stdin ? '<stdin>' : showFile(file)),
    close: () => {
      if (stdin !== undefined) rmSync(join(stdin, '..'), { recursive: true, force: true });
    },
  };
}

/** showFile is a file's path, relative to the working directory where the file is below it. */
export function showFile(file: string): string {
  const path = relative(process.cwd(), file);
  return path === '' || path.startsWith('..') ? file : path;
}

async function* bounded(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of input) {
    length += chunk.length;
    yield chunk;
    if (length >= maxStdinBytes) return;
  }
}
