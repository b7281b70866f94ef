// Compiles the eBPF programs and their loader into dist/ebpf/. This needs clang and libbpf's development files. The results
// need neither: the programs adapt to the kernel that loads them, and the loader is static.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src/tproxy/ebpf');
const cache = join(root, '.cache/ebpf');
const target = join(root, 'dist/ebpf');
// Programs run on any processor with this byte order; the loader only on this architecture, which its name says
// (src/tproxy/ebpf/loader.ts).
const products = ['transparent-proxy.bpf.o', `fairlead-bpf-${process.arch}`];
const packages = 'clang libbpf-dev libelf-dev zlib1g-dev (Debian), or their like';

function compile(args) {
  const result = spawnSync('clang', args, { cwd: source, encoding: 'utf8' });
  if (result.status === 0) return;
  if (result.error?.code === 'ENOENT')
    throw new Error(`clang is not installed. The eBPF programs need ${packages}.`);
  const said = result.error?.message ?? result.stderr.trim().split('\n').slice(0, 15).join('\n');
  throw new Error(`clang ${args.join(' ')} failed. The eBPF programs need ${packages}.\n${said}`);
}

/** Whether there is a compiler to build them with. */
export function hasClang() {
  return spawnSync('clang', ['--version']).status === 0;
}

function stamp() {
  const files = ['programs', 'loader'].flatMap(folder =>
    readdirSync(join(source, folder)).map(name => join(source, folder, name)),
  );
  const hash = createHash('sha256');
  for (const file of [...files, fileURLToPath(import.meta.url)]) hash.update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** The kernel headers of this architecture, which clang does not look for when it compiles for BPF. */
function archHeaders() {
  const arch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch;
  return ['-idirafter', `/usr/include/${arch}-linux-gnu`];
}

/** Replaces a file in one step, and only where it differs: the old one may be running. */
function replaceFile(from, to) {
  if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) return;
  copyFileSync(from, `${to}.new`);
  renameSync(`${to}.new`, to);
}

/** Builds what has changed and puts it into dist/ebpf/. Throws, with clang's messages, where it cannot. */
export function buildEbpf() {
  const made = join(cache, 'stamp');
  const current = stamp();
  if (!existsSync(made) || readFileSync(made, 'utf8') !== current) {
    mkdirSync(cache, { recursive: true });
    const [object, loader] = products.map(name => join(cache, name));
    compile([
      ...['-g', '-O2', '-target', 'bpf', '-mcpu=v3', '-Wall', '-Werror', ...archHeaders()],
      ...['-c', 'programs/transparent-proxy.bpf.c', '-o', object],
    ]);
    const files = readdirSync(join(source, 'loader')).filter(name => name.endsWith('.c'));
    compile([
      ...['-O2', '-Wall', '-Wextra', '-Werror', '-static', '-s', ...files.map(name => join('loader', name))],
      ...['-lbpf', '-lelf', '-lz', '-o', loader],
    ]);
    writeFileSync(made, current);
  }
  mkdirSync(target, { recursive: true });
  for (const name of products) replaceFile(join(cache, name), join(target, name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    buildEbpf();
  } catch (error) {
    console.error(`build:ebpf: ${error.message}`);
    process.exit(3);
  }
}
