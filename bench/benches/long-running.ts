import { type Bench, eachRun } from '../harness/bench.ts';
import { backendsInAll, measureChanges } from './single-changes.ts';

/**
 * So many changes compile what a change runs, a few times over: V8 goes on for thousands of them. The control is compiled before
 * it starts.
 */
const before = 4_000;

/** What `propagation` measures of a process that is a second old, of one that has made thousands of changes, as most have that run. */
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
