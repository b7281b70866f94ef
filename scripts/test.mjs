// Runs every suite: `npm test`, or `npm test -- PATH…` for some of them. Sets up what is missing first.
// Suites that need root, network namespaces or Go say by themselves what they could not run.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function testsBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(e => e.isFile() && e.name.endsWith('.test.ts') && !e.parentPath.includes('node_modules'))
    .map(e => join(e.parentPath, e.name));
}

await setup();
const chosen = process.argv.slice(2);
const files = (
  chosen.length > 0
    ? chosen.flatMap(p => (p.endsWith('.ts') ? [p] : testsBelow(p)))
    : ['src', 'test', 'bench'].flatMap(d => testsBelow(join(root, d)))
).sort();
// A suite that hangs fails after ten minutes, instead of holding up the run for ever.
const flags = ['--import', 'tsx', '--test', '--test-concurrency=2', '--test-timeout=600000'];
const run = spawnSync(process.execPath, [...flags, ...files], { cwd: root, stdio: 'inherit' });
process.exit(run.status ?? 1);
