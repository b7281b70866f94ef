import { setTimeout as pause } from 'node:timers/promises';
import { planLayout } from '../generate/index.ts';
import { type Bench, type BenchContext, eachRun } from '../harness/bench.ts';
import { idleCpuOf, runSeries } from '../harness/change-series.ts';
import { anyBackend, endpointChange, routeChange } from '../harness/changes.ts';
import type { Target } from '../harness/measurement.ts';
import { memoryOf } from '../harness/process-usage.ts';
import { withSession } from '../harness/session.ts';
import { percentile } from '../harness/statistics.ts';
import type { System } from '../harness/systems.ts';

const sizes = [10_000, 100_000] as const;

/** How long (ms) the server rests before its memory is measured. */
const rest = 10_000;

/**
 * large is one gateway with everything: the cost of a directory of 200,000 files. One run, as generating the files alone
 * takes long.
 */
export const large: Bench = {
  name: 'large',
  about: 'a gateway with 100,000 routes and 100,000 backends in as many files: start, memory, a change',
  run: async context => {
    for (const size of sizes) {
      await eachRun(context, sizeName(size), (system, run) => measure(context, system, size, run), 1);
    }
  },
};

async function measure(
  { recorder, effort }: BenchContext,
  system: System,
  size: number,
  run: number,
): Promise<void> {
  const plan = planLayout({ seed: run, gateways: 1, backends: size, reach: 'all', shared: false });
  await withSession(system, plan, async ({ server, client, directory, completeAt }) => {
    const ifLarge = (target: Target) => (size === sizes[0] ? [] : [target]);
    const figure = { size: sizeName(size), unit: 'ms' } as const;
    recorder.add(
      system.name,
      {
        ...figure,
        work: 'start',
        metric: 'complete',
        targets: ifLarge({ kind: 'absolute', atMost: 20_000 }),
      },
      Math.max(...completeAt) - server.startedAt,
    );
    await pause(rest);
    const { rss, peak } = memoryOf(server.pid);
    const memory = { ...figure, work: 'at rest', unit: 'MiB' } as const;
    const gigabytes = ifLarge({ kind: 'absolute', atMost: 1.2 * 1024 });
    recorder.add(system.name, { ...memory, metric: 'RSS', targets: gigabytes }, rss);
    recorder.add(system.name, { ...memory, metric: 'peak RSS' }, peak);
    const idle = await idleCpuOf(server, effort.quick ? 500 : 2_000);
    const flat = ifLarge({ kind: 'growth', from: sizeName(sizes[0]), atMost: 1.3 });
    for (const [work, change] of Object.entries({ endpoint: endpointChange, route: routeChange })) {
      const { latencies, cpu } = await runSeries(server, client, effort, idle, i =>
        change(directory, anyBackend(plan), i),
      );
      recorder.add(system.name, { ...figure, work, metric: 'p50' }, percentile(latencies, 0.5));
      recorder.add(system.name, { ...figure, work, metric: 'CPU/change', targets: flat }, cpu);
    }
  });
}

function sizeName(size: number): string {
  return `${size.toLocaleString('en')} each`;
}
