import { type Bench, eachRun } from '../harness/bench.ts';
import { idleCpuOf } from '../harness/change-series.ts';
import type { Target } from '../harness/measurement.ts';
import { memoryOf } from '../harness/process-usage.ts';
import { withSession } from '../harness/session.ts';
import { layoutName, planThousandProxies } from './thousand-proxies.ts';

/**
 * How long (ms) the server rests before its memory is measured, and again while its CPU at rest is: in that time each of its
 * connections is checked once for being alive. Garbage of the rush has been collected by then.
 */
const rest = 30_000;

/** Runs differ little, and each takes the better part of a minute. */
const runs = 2;

export const memory: Bench = {
  name: 'memory',
  about: 'memory of the server, 30 s after 1,000 proxies are complete, and its CPU at rest from then on',
  run: context =>
    eachRun(
      context,
      'memory',
      async (system, run) => {
        await withSession(system, planThousandProxies(run, false), async ({ server }) => {
          const rush = await idleCpuOf(server, rest);
          const { rss, pss, peak } = memoryOf(server.pid);
          const figure = { work: 'at rest', size: layoutName, unit: 'MiB' } as const;
          const targets: readonly Target[] = [{ kind: 'ratio', atMost: 1.5 }];
          const { recorder } = context;
          recorder.add(system.name, { ...figure, metric: 'RSS', targets }, rss);
          recorder.add(system.name, { ...figure, metric: 'PSS', targets }, pss);
          recorder.add(system.name, { ...figure, metric: 'peak RSS' }, peak);
          const idle = await idleCpuOf(server, rest);
          const cpu = { size: layoutName, metric: 'CPU/second', unit: 'ms' } as const;
          recorder.add(system.name, { ...cpu, work: 'in the 30 s after all are complete' }, rush * 1_000);
          const atMost5: readonly Target[] = [{ kind: 'absolute', atMost: 5 }];
          recorder.add(system.name, { ...cpu, work: 'at rest', targets: atMost5 }, idle * 1_000);
        });
      },
      context.effort.quick ? 1 : runs,
    ),
};
