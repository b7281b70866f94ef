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

/** More than a file may hold: what is longer is refused there, with a finding. */
const maxStdinBytes = 64 * 1024 ** 2 + 1;

/** Manifests are given files, directories and `-`, and objects of a cluster that they are laid over, to be read once. */
export interface Manifests {
  readonly source: Source;
  /** How people know a file: as seen from the working directory, `<stdin>` for what came through the pipe. */
  show(file: string): string;
  /** Ends what was needed to read them; positions cannot be looked up after it. */
  close(): void;
}

/**
 * readManifests makes a source of paths as users give them to `-f`. Standard input is kept in a private file meanwhile. They
 * are laid over what is in the cluster that the flags name, if they do.
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

/** showFile is a file as seen from the working directory, where it is below it. */
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
