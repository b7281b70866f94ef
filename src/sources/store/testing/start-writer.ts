import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Writer is a process that writes to a store until it is killed. */
export interface Writer {
  /** Everything that it has printed. */
  said(): string;
  /** Resolves when it has printed so many lines, or has ended. */
  lines(count: number): Promise<void>;
  kill(): void;
  readonly ended: Promise<unknown>;
}

let program: Promise<string> | undefined;

/** A bundled program starts in a tenth of a second; with tsx it would take most of one. */
function bundledWriter(): Promise<string> {
  program ??= bundle();
  return program;
}

async function bundle(): Promise<string> {
  // Packages are looked up from where the bundle lies, so it must be within the repository.
  const cache = fileURLToPath(new URL('../../../../.cache', import.meta.url));
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'writer-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const outfile = join(directory, 'writer.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('writer.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Packages that are no ES modules load parts of Node in their own way, so they stay outside the bundle.
    external: ['better-sqlite3', 'yaml'],
  });
  return outfile;
}

/** startWriter starts `writer.ts`, whose first number is `first`. */
export async function startWriter(file: string, first = 0): Promise<Writer> {
  const child = spawn(process.execPath, [await bundledWriter(), file, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let said = '';
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return {
    said: () => said,
    lines: async count => {
      while (!isOver && said.split('\n').length <= count)
        await Promise.race([once(child.stdout, 'data'), ended]);
    },
    kill: () => child.kill('SIGKILL'),
    ended,
  };
}
