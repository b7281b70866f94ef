import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));

let bundled: Promise<string> | undefined;

/**
 * bundledProgram is the program as it stands in the sources now, bundled: it starts twice as fast as through the loader.
 * Packages are found from where it lies, so that is within the repository; it goes with this process.
 */
export function bundledProgram(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<string> {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache', 'cli-under-test-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'src/main/cli.ts')],
    outdir: folder,
    // In several files, so that a package that a command seldom needs is loaded when it does: in one, each start loads them all.
    splitting: true,
    ...{ bundle: true, packages: 'external', platform: 'node', target: 'node20', format: 'esm' },
    logLevel: 'warning',
  });
  return join(folder, 'cli.js');
}
