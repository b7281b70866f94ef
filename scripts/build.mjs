// Bundles each program into dist/. Sources are bundled, npm packages stay outside: they are installed beside us.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** One bundle per program; the dataplane's carries no translation and no Kubernetes. */
const programs = ['cli'];

export async function build() {
  const { build: bundle } = await import('esbuild');
  const entryPoints = programs.map(p => join(root, `src/main/${p}.ts`)).filter(existsSync);
  await bundle({
    absWorkingDir: root,
    entryPoints,
    outdir: join(root, 'dist'),
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
