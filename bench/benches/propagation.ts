import { type Bench, eachRun } from '../harness/bench.ts';
import { backendsInAll, measureChanges } from './single-changes.ts';

/** propagation is a proxy that reaches all of 100, 1,000 or 10,000 backends, each with a route on a hostname of its own. */
export const propagation: Bench = {
  name: 'propagation',
  about: 'one change in its own file until an ADS client holds it; the gateway reaches all backends',
  run: async context => {
    for (const size of [100, 1_000, 10_000]) {
      await eachRun(context, backendsInAll(size), (system, run) =>
        measureChanges(context, system, size, run),
      );
    }
  },
};
