// Runs every suite: `npm test`; some of them: `npm test -- PATH…`; the everyday ones: `npm test -- quick`. Suites that need
// a Kubernetes (`x.kubernetes.test.ts`) run with `npm run test:kubernetes`, which is `npm test -- kubernetes`, or where they
// are named. Sets up what is missing first. Suites that need root, network namespaces or Go report themselves what they
// could not run.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';
import { setupAws } from './setup-aws.mjs';
import { setupKubernetes } from './setup-kubernetes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * What `quick` leaves out of src/, to stay below 90 s on two cores: suites that start programs, or that test limits by reaching
 * them.
 */
const leftToTheWhole = [
  'src/cli/',
  'src/dataplane/',
  'src/discovery/',
  'src/graph/leak.test.ts',
  'src/resources/schema/reader.test.ts',
  'src/sources/files/edit-sequences.test.ts',
  'src/sources/files/limits.test.ts',
  'src/sources/store/crashes.test.ts',
  'src/tproxy/',
  'src/xds/leak.test.ts',
];

/** What `quick` takes of test/: suites that need no running Envoy. */
const everyday = [
  'contest',
  'convert-ingresses',
  'convert-references',
  'convert-unsaid',
  'delegation',
  'dependencies',
  'ingress',
  'kgateway-parameters',
  'layers',
  'mesh-names',
  'mesh-policies-reach',
  'mesh-rules-said',
  'policy-ancestors',
  'read-fields',
  'recompute',
  'reference',
  'several-sources',
  'stories',
].map(name => `test/${name}.test.ts`);

function testsBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(e => e.isFile() && e.name.endsWith('.test.ts') && !e.parentPath.includes('node_modules'))
    .map(e => join(e.parentPath, e.name));
}

const needsKubernetes = file => file.endsWith('.kubernetes.test.ts');

function filesOf(chosen) {
  const all = ['src', 'test', 'bench'].flatMap(d => testsBelow(join(root, d)));
  const usual = all.filter(f => !needsKubernetes(f));
  if (chosen.length === 0) return usual;
  return chosen.flatMap(p => {
    if (p === 'kubernetes') return all.filter(needsKubernetes);
    if (p === 'quick') return usual.filter(f => isQuick(relative(root, f)));
    return p.endsWith('.ts') ? [p] : testsBelow(p);
  });
}

function isQuick(file) {
  if (!file.startsWith('src/')) return everyday.includes(file);
  return !file.endsWith('.aws.test.ts') && !leftToTheWhole.some(start => file.startsWith(start));
}

/** Each suite in a process of its own, which takes a second to start. */
function runApart(files) {
  // A suite that hangs fails after ten minutes, instead of holding up the run for ever.
  const flags = ['--import', 'tsx', '--test', '--test-concurrency=2', '--test-timeout=600000'];
  return spawnSync(process.execPath, [...flags, ...files], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/** Half of the suites in each of two processes: starting one for each would take most of the time. */
async function runTogether(files) {
  const halves = [0, 1].map(half => files.filter((_, i) => i % 2 === half));
  const statuses = await Promise.all(
    halves.map(async half => {
      const flags = ['--import', 'tsx', join(root, 'scripts/import-suites.mjs')];
      const run = spawn(process.execPath, [...flags, ...half], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const output = [];
      run.stdout.on('data', chunk => output.push(chunk));
      const [status] = await once(run, 'close');
      process.stdout.write(Buffer.concat(output));
      return status ?? 1;
    }),
  );
  return Math.max(...statuses);
}

await setup();
const chosen = process.argv.slice(2);
const files = filesOf(chosen).sort();
if (files.some(needsKubernetes)) setupKubernetes();
if (files.some(f => f.endsWith('.aws.test.ts'))) setupAws();
process.exit(chosen.join() === 'quick' ? await runTogether(files) : runApart(files));
