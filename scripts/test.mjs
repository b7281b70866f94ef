// Runs every suite: `npm test`; some of them: `npm test -- PATH…`; the everyday ones: `npm test -- quick`. Suites that need
// a Kubernetes (`x.kubernetes.test.ts`) run with `npm run test:kubernetes`, which is `npm test -- kubernetes`, or where they
// are named. Sets up what is missing first. Suites that need root, network namespaces or Go report themselves what they
// could not run.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';
import { setupAws } from './setup-aws.mjs';
import { setupKubernetes } from './setup-kubernetes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * What `quick` leaves out, to stay below 90 s on two cores: suites that need namespaces, Go or root, that run a real Envoy
 * for long, or that test limits by reaching them.
 */
const leftToTheWhole = [
  'bench/',
  'src/cli/hostile-input.test.ts',
  'src/cli/serve.test.ts',
  'src/graph/leak.test.ts',
  'src/sources/files/limits.test.ts',
  'test/dataplane/',
  'test/independent/',
  'test/tproxy/',
  'test/under-load.test.ts',
  'test/xds/',
];

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
    if (p === 'quick') return usual.filter(f => !leftToTheWhole.some(w => relative(root, f).startsWith(w)));
    return p.endsWith('.ts') ? [p] : testsBelow(p);
  });
}

await setup();
const files = filesOf(process.argv.slice(2)).sort();
if (files.some(needsKubernetes)) setupKubernetes();
if (files.some(f => f.endsWith('.aws.test.ts'))) setupAws();
// A suite that hangs fails after ten minutes, instead of holding up the run for ever.
const flags = ['--import', 'tsx', '--test', '--test-concurrency=2', '--test-timeout=600000'];
const run = spawnSync(process.execPath, [...flags, ...files], { cwd: root, stdio: 'inherit' });
process.exit(run.status ?? 1);
