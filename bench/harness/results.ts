import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Bench, Effort } from './bench.ts';
import { repository } from './go-program.ts';
import { judge } from './judge.ts';
import type { Measurement } from './measurement.ts';

/** Machine is what a reader needs to know about the machine behind the figures, without anything that identifies it. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly go: string;
  /** One-minute load average when the bench began and ended. Above 0.5 at the beginning, something else was running. */
  readonly loadBefore: number;
  readonly loadAfter: number;
}

/** describeMachine is called when a bench is done; `loadBefore` is the load from before it. */
export function describeMachine(loadBefore: number): Machine {
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    go: /go\d[\d.]*/.exec(go.stdout ?? '')?.[0] ?? 'unknown',
    loadBefore,
    loadAfter: load(),
  };
}

/** load is the one-minute load average. */
export function load(): number {
  return Number((loadavg()[0] ?? 0).toFixed(2));
}

/** writeResults writes a bench's figures, with all runs, to `bench/results/NAME.json`, and returns that path. */
export function writeResults(
  bench: Bench,
  effort: Effort,
  machine: Machine,
  measurements: readonly Measurement[],
): string {
  const folder = join(repository, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const file = `${bench.name}${effort.quick ? '.quick' : ''}.json`;
  const document = {
    bench: bench.name,
    about: bench.about,
    date: new Date().toISOString().slice(0, 10),
    effort,
    machine,
    results: judge(measurements).map(({ measurement, medians, ratio, verdicts }) => ({
      ...measurement,
      values: Object.fromEntries(Object.entries(measurement.values).map(([s, v]) => [s, v.map(round)])),
      medians: Object.fromEntries(Object.entries(medians).map(([s, v]) => [s, round(v)])),
      ...(ratio === undefined ? {} : { ratio: round(ratio) }),
      ...(verdicts.length === 0 ? {} : { verdicts }),
    })),
  };
  writeFileSync(join(folder, file), `${JSON.stringify(document, null, 1)}\n`);
  return `bench/results/${file}`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
