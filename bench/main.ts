// `npm run bench -- NAME… [--quick] [--runs N] [--only SYSTEM] [--list]`
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault, isFault } from '#lib/fault.ts';
import { benches } from './benches/index.ts';
import type { Bench, Effort } from './harness/bench.ts';
import { repository } from './harness/go-program.ts';
import { judge } from './harness/judge.ts';
import { createRecorder } from './harness/measurement.ts';
import { describeMachine, load, writeResults } from './harness/results.ts';
import { systems } from './harness/systems.ts';
import { formatTable } from './harness/table.ts';

const efforts = {
  full: { quick: false, runs: 5, warmUp: 50, timed: 300 },
  quick: { quick: true, runs: 1, warmUp: 10, timed: 50 },
} as const satisfies Record<string, Effort>;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      runs: { type: 'string' },
      only: { type: 'string' },
    },
  });
  if (values.list || positionals.length === 0) {
    for (const bench of benches) console.log(`${bench.name.padEnd(14)}${bench.about}`);
    return 0;
  }
  const unknown = positionals.filter(name => name !== 'all' && !benches.some(b => b.name === name));
  const chosenSystems = systems.filter(s => values.only === undefined || s.name === values.only);
  if (unknown.length > 0 || chosenSystems.length === 0) {
    const what =
      unknown.length > 0 ? `no bench is called ${unknown.join(', ')}` : `no system is called ${values.only}`;
    console.error(`${what}: see npm run bench -- --list`);
    return 2;
  }
  const wanted = values.quick ? efforts.quick : efforts.full;
  const runs = values.runs === undefined ? wanted.runs : Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1 || runs > 25) {
    console.error('--runs: a number from 1 to 25, of fresh processes of each system');
    return 2;
  }
  buildFairlead();
  const effort = { ...wanted, runs };
  const chosen = benches.filter(b => positionals.includes(b.name) || positionals.includes('all'));
  for (const bench of chosen) await runBench(bench, effort, chosenSystems);
  return 0;
}

/** Builds from the present sources: those are to be measured, not an earlier build. */
function buildFairlead(): void {
  const built = spawnSync(process.execPath, [join(repository, 'scripts/build.mjs')], { encoding: 'utf8' });
  if (built.status !== 0) throw new Fault('environment', `the build failed:\n${built.stderr}`);
}

async function runBench(bench: Bench, effort: Effort, chosen: (typeof systems)[number][]): Promise<void> {
  const recorder = createRecorder();
  const loadBefore = load();
  const started = Date.now();
  const progress = (message: string) => console.error(`${bench.name}: ${message}`);
  await bench.run({ systems: chosen, effort, recorder, progress });
  const measurements = recorder.measurements();
  console.log(`\n${bench.name}: ${bench.about}\n`);
  console.log(
    formatTable(
      judge(measurements),
      chosen.map(s => s.name),
    ),
  );
  // Figures of one system alone are for development, and no result to keep.
  const kept =
    chosen.length === systems.length
      ? `, kept in ${writeResults(bench, effort, describeMachine(loadBefore), measurements)}`
      : '';
  console.log(`\n${Math.round((Date.now() - started) / 1000)} s, load before ${loadBefore}${kept}`);
}

// On a signal, exit normally, so that child processes end too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  process.exitCode = await main();
} catch (error) {
  console.error(isFault(error) ? error.message : error);
  process.exitCode = isFault(error) ? error.exitCode : 1;
}
