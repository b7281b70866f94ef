// Bundles each program into dist/, npm packages included: loading a few large files takes half the time and a fifth less
// memory than loading a thousand small ones.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

/** One bundle per program; the dataplane's carries no translation and no Kubernetes. */
const programs = ['cli', 'dataplane'];

/**
 * For each file of descriptors, protobuf-es registers all its imports, along every path of imports: a hundred files make
 * hundreds of thousands of entries, a fifth of a second and 240 MB of garbage at each start. This plugin makes it register
 * each file once.
 */
const registerOnce = {
  name: 'register-once',
  setup: bundle =>
    bundle.onLoad({ filter: /@bufbuild\/protobuf\/dist\/esm\/registry\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const start = 'addFile(file, skipTypes, withDeps) {';
      if (source.split(start).length !== 2) throw new Error(`${path}: is not as register-once knows it`);
      return { contents: source.replace(start, `${start} if (files.get(file.proto.name) === file) return;`) };
    }),
};

/**
 * Builds everything into dist/. Without clang the eBPF programs cannot be made: that is a failure, or, with
 * `{ ebpf: 'if possible' }`, a line that says what will be missing.
 */
export async function build({ ebpf = 'required' } = {}) {
  const { build: bundle } = await import('esbuild');
  mkdirSync(dist, { recursive: true });
  for (const name of readdirSync(dist)) if (name !== 'ebpf') rmSync(join(dist, name), { recursive: true });
  const entryPoints = programs.map(p => join(root, `src/main/${p}.ts`)).filter(existsSync);
  await bundle({
    absWorkingDir: root,
    entryPoints,
    outdir: dist,
    bundle: true,
    // Native code is looked up where its package lies.
    external: ['better-sqlite3'],
    splitting: true,
    // CommonJS packages load built-in modules with `require`, which ES modules lack.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'linked',
    // Loaded code stays in memory as text, a third of which is indentation. Names are kept, for readable stack traces.
    minifyWhitespace: true,
    logLevel: 'warning',
    plugins: [registerOnce],
  });
  const { buildEbpf, hasClang } = await import('./build-ebpf.mjs');
  if (ebpf === 'required' || hasClang()) buildEbpf();
  else
    console.error(
      'setup: without clang --backend ebpf of the transparent proxy is left out (npm run build:ebpf)',
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await build();
  } catch (error) {
    console.error(`build: ${error.message}`);
    process.exit(3);
  }
}
