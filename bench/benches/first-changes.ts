import { setTimeout as pause } from 'node:timers/promises';
import { type Plan, planLayout } from '../generate/index.ts';
import { type Bench, type BenchContext, eachRun } from '../harness/bench.ts';
import { runSeries } from '../harness/change-series.ts';
import { anyBackend, endpointChange } from '../harness/changes.ts';
import type { Target } from '../harness/measurement.ts';
import { type Session, withSession } from '../harness/session.ts';
import { percentile } from '../harness/statistics.ts';
import type { System } from '../harness/systems.ts';

const sizes = [100, 10_000] as const;
const first = 10;
const minute = 60_000;

const soon: Target = { kind: 'absolute', atMost: 5 };

/** firstChanges measures a process's first changes: no code has been compiled for them, and caches hold other things. */
export const firstChanges: Bench = {
  name: 'first-changes',
  about:
    'the first ten endpoints changed after a start, and one changed each minute; the gateway reaches all backends',
  run: async context => {
    for (const size of sizes) {
      await eachRun(context, sizeName(size), (system, run) =>
        withGateway(system, size, run, (session, plan) => measureFirst(context, system, size, session, plan)),
      );
    }
    await eachRun(context, 'a minute apart', (system, run) => measureMinutes(context, system, run), 1);
  },
};

function withGateway(
  system: System,
  size: number,
  run: number,
  work: (session: Session, plan: Plan) => Promise<void>,
): Promise<void> {
  const plan = planLayout({ seed: run, gateways: 1, backends: size, reach: 'all', shared: false });
  return withSession(system, plan, session => work(session, plan));
}

async function measureFirst(
  { recorder }: BenchContext,
  system: System,
  size: number,
  { server, client, directory }: Session,
  plan: Plan,
): Promise<void> {
  const effort = { warmUp: 0, timed: first };
  const { latencies } = await runSeries(server, client, effort, 0, i =>
    endpointChange(directory, anyBackend(plan), i),
  );
  const figure = { work: 'first ten', size: sizeName(size), unit: 'ms' } as const;
  recorder.add(system.name, { ...figure, metric: 'p50', targets: [soon] }, percentile(latencies, 0.5));
  recorder.add(system.name, { ...figure, metric: 'very first' }, latencies[0] ?? Number.NaN);
  recorder.add(system.name, { ...figure, metric: 'max' }, Math.max(...latencies));
}

/** One run of a few minutes in a fresh process, so these count as first changes too. */
async function measureMinutes(
  { recorder, effort }: BenchContext,
  system: System,
  run: number,
): Promise<void> {
  const changes = effort.quick ? 2 : 5;
  const [size] = sizes;
  await withGateway(system, size, run, async ({ server, client, directory }, plan) => {
    const latencies: number[] = [];
    for (let i = 0; i < changes; i++) {
      await pause(minute);
      const one = await runSeries(server, client, { warmUp: 0, timed: 1 }, 0, () =>
        endpointChange(directory, anyBackend(plan), i),
      );
      latencies.push(...one.latencies);
    }
    const figure = { work: 'one a minute', size: sizeName(size), unit: 'ms' } as const;
    recorder.add(system.name, { ...figure, metric: 'p50', targets: [soon] }, percentile(latencies, 0.5));
    recorder.add(system.name, { ...figure, metric: 'max' }, Math.max(...latencies));
  });
}

function sizeName(size: number): string {
  return `${size.toLocaleString('en')} backends`;
}
