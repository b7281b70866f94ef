import { type Bench, eachRun } from '../harness/bench.ts';
import { backendsInAll, measureChanges } from './single-changes.ts';

/**
 * After so many changes, V8 has compiled the code that a change runs, a few times over: it goes on optimizing for thousands
 * of them. The control needs none, as it is compiled ahead of time.
 */
const before = 4_000;

/**
 * longRunning measures the same as `propagation`, but in a process that has made thousands of changes, as most running
 * processes have, instead of one that is a second old.
 */
export const longRunning: Bench = {
  name: 'long-running',
  about: 'the same as propagation, of a process that has made 4,000 changes before',
  run: async context => {
    const made = context.effort.quick ? before / 4 : before;
    for (const size of [100, 10_000]) {
      await eachRun(context, backendsInAll(size), (system, run) =>
        measureChanges(context, system, size, run, system.name === 'fairlead' ? made : 0),
      );
    }
  },
};
