import type { Recorder } from './measurement.ts';
import type { System } from './systems.ts';

/** Effort is how much work a bench does; `--quick` does little of it, for a first look. */
export interface Effort {
  readonly quick: boolean;
  /** Fresh processes of each system. */
  readonly runs: number;
  /** Changes before the timing starts, and timed ones. */
  readonly warmUp: number;
  readonly timed: number;
}

/** BenchContext is what a bench is given. */
export interface BenchContext {
  readonly systems: readonly System[];
  readonly effort: Effort;
  readonly recorder: Recorder;
  /** Reports progress. */
  readonly progress: (message: string) => void;
}

/** Bench measures one promise. */
export interface Bench {
  /** As in `npm run bench -- NAME`, and of its file in `bench/results/`. */
  readonly name: string;
  readonly about: string;
  readonly run: (context: BenchContext) => Promise<void>;
}

/** eachRun goes through all runs of all systems, the systems in turn, so that a machine's mood meets both alike. */
export async function eachRun(
  context: BenchContext,
  what: string,
  work: (system: System, run: number) => Promise<void>,
  runs = context.effort.runs,
): Promise<void> {
  for (let run = 0; run < runs; run++) {
    for (const system of context.systems) {
      context.progress(`${what}, ${system.name}, run ${run + 1} of ${runs}`);
      await work(system, run);
    }
  }
}
