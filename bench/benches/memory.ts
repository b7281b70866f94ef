import { type Bench, eachRun } from '../harness/bench.ts';
import { idleCpuOf } from '../harness/change-series.ts';
import type { Target } from '../harness/measurement.ts';
import { memoryOf } from '../harness/process-usage.ts';
import { withSession } from '../harness/session.ts';
import { layoutName, planThousandProxies } from './thousand-proxies.ts';

/** How long the server is left alone before its memory is looked at, in milliseconds. */
const rest = 30_000;

/** Runs differ little, and each takes the better part of a minute. */
const runs = 2;

export const memory: Bench = {
  name: 'memory',
  about: 'memory of the server, 30 s after 1,000 proxies are complete, and its CPU during these',
  run: context =>
    eachRun(
      context,
      'memory',
      async (system, run) => {
        await withSession(system, planThousandProxies(run, false), async ({ server }) => {
          const idle = await idleCpuOf(server, rest);
          const { rss, pss, peak } = memoryOf(server.pid);
          const figure = { work: 'at rest', size: layoutName, unit: 'MiB' } as const;
          const targets: readonly Target[] = [{ kind: 'ratio', atMost: 1.5 }];
          const { recorder } = context;
          recorder.add(system.name, { ...figure, metric: 'RSS', targets }, rss);
          recorder.add(system.name, { ...figure, metric: 'PSS', targets }, pss);
          recorder.add(system.name, { ...figure, metric: 'peak RSS' }, peak);
          const cpu = { work: 'at rest', size: layoutName, metric: 'CPU/second', unit: 'ms' } as const;
          recorder.add(system.name, cpu, idle * 1_000);
        });
      },
      context.effort.quick ? 1 : runs,
    ),
};
