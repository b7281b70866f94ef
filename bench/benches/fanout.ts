import { planLayout } from '../generate/index.ts';
import { type Bench, eachRun } from '../harness/bench.ts';
import { idleCpuOf, runSeries, totalBytes } from '../harness/change-series.ts';
import { endpointChange, sharedOf } from '../harness/changes.ts';
import type { Figure } from '../harness/measurement.ts';
import { withSession } from '../harness/session.ts';
import { percentile } from '../harness/statistics.ts';

const proxies = 1_000;

/** A third of the changes of the other benches: each is pushed a thousand times. */
const share = 1 / 3;

/** fanout changes one endpoint that 1,000 proxies of 1,000 gateways all reach, and measures until the last of them holds it. */
export const fanout: Bench = {
  name: 'fanout',
  about: 'one endpoint changed until the last of 1,000 proxies that all reach it holds it',
  run: context =>
    eachRun(context, 'fanout', async (system, run) => {
      const plan = planLayout({
        seed: run,
        gateways: proxies,
        backends: 1_000,
        reach: { count: 10, spread: 'uniform' },
        shared: true,
      });
      await withSession(system, plan, async ({ server, client, directory }) => {
        const idle = await idleCpuOf(server, context.effort.quick ? 500 : 2_000);
        const effort = {
          warmUp: Math.ceil(context.effort.warmUp * share),
          timed: Math.ceil(context.effort.timed * share),
        };
        const shared = sharedOf(plan);
        const { latencies, cpu, changes } = await runSeries(server, client, effort, idle, i =>
          endpointChange(directory, shared, i),
        );
        const figure = (metric: string, more: Pick<Figure, 'unit' | 'targets'>): Figure => ({
          work: 'endpoint, last proxy',
          size: '1,000 proxies',
          metric,
          ...more,
        });
        const { recorder } = context;
        const twice = figure('p50', { unit: 'ms', targets: [{ kind: 'ratio', atMost: 2 }] });
        recorder.add(system.name, twice, percentile(latencies, 0.5));
        recorder.add(system.name, figure('p99', { unit: 'ms' }), percentile(latencies, 0.99));
        recorder.add(system.name, figure('max', { unit: 'ms' }), Math.max(...latencies));
        recorder.add(system.name, figure('CPU/change', { unit: 'ms' }), cpu);
        const bytes = totalBytes(await client.counts()) / changes / proxies;
        recorder.add(system.name, figure('bytes/change/proxy', { unit: 'bytes' }), bytes);
      });
    }),
};
