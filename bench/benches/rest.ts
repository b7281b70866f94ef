import { backendDocument, freshAddress, planLayout } from '../generate/index.ts';
import { type Bench, type BenchContext, eachRun } from '../harness/bench.ts';
import { idleCpuOf, runSeries, totalBytes } from '../harness/change-series.ts';
import { anyBackend, endpointChange } from '../harness/changes.ts';
import type { Figure, Target } from '../harness/measurement.ts';
import { withSession } from '../harness/session.ts';
import { percentile } from '../harness/statistics.ts';
import { withStoredSession } from '../harness/stored-session.ts';
import type { System } from '../harness/systems.ts';

const sizes = [100, 1_000, 10_000] as const;

const soon: Target = { kind: 'absolute', atMost: 3 };
const flat: Target = { kind: 'growth', from: sizeName(100), atMost: 1.3 };
const twiceTheFloor: Target = { kind: 'ratio', atMost: 2, at: sizeName(100) };

/** rest puts every object into the store; the control, which has none, reads the same change from a file. */
export const rest: Bench = {
  name: 'rest',
  about: 'one endpoint changed by PUT, on disk before it is answered, until an ADS client holds it',
  run: async context => {
    for (const size of sizes)
      await eachRun(context, sizeName(size), (system, run) => measure(context, system, size, run));
  },
};

async function measure(
  { effort, recorder }: BenchContext,
  system: System,
  size: number,
  run: number,
): Promise<void> {
  const plan = planLayout({ seed: run, gateways: 1, backends: size, reach: 'all', shared: false });
  const figure = (metric: string, unit: Figure['unit'], targets: readonly Target[] = []): Figure => ({
    ...{ work: 'endpoint', size: sizeName(size), metric, unit },
    targets: size === 100 ? targets.filter(target => target.kind === 'absolute') : targets,
  });
  const record = (latencies: readonly number[], cpu: number, bytes: number): void => {
    recorder.add(system.name, figure('p50', 'ms', [soon, flat, twiceTheFloor]), percentile(latencies, 0.5));
    recorder.add(system.name, figure('p99', 'ms'), percentile(latencies, 0.99));
    recorder.add(system.name, figure('max', 'ms'), Math.max(...latencies));
    recorder.add(system.name, figure('CPU/change', 'ms', [flat]), cpu);
    recorder.add(system.name, figure('bytes/change', 'bytes', [flat]), bytes);
  };
  if (system.name !== 'fairlead') {
    await withSession(system, plan, async ({ server, client, directory }) => {
      const idle = await idleCpuOf(server, effort.quick ? 500 : 2_000);
      const change = (i: number) => endpointChange(directory, anyBackend(plan), i);
      const { latencies, cpu, changes } = await runSeries(server, client, effort, idle, change);
      record(latencies, cpu, totalBytes(await client.counts()) / changes);
    });
    return;
  }
  await withStoredSession(plan, async ({ server, client, put }) => {
    const idle = await idleCpuOf(server, effort.quick ? 500 : 2_000);
    const answers: Promise<void>[] = [];
    const { latencies, cpu, changes } = await runSeries(server, client, effort, idle, i => {
      const { name, endpoints } = anyBackend(plan);
      const address = freshAddress(i);
      const document = backendDocument(name, [address, ...endpoints.slice(1)]);
      return {
        make: () => {
          answers.push(put(document));
        },
        markers: [{ kind: 'address', value: address }],
      };
    });
    await Promise.all(answers);
    record(latencies, cpu, totalBytes(await client.counts()) / changes);
  });
}

function sizeName(size: number): string {
  return `${size.toLocaleString('en')} backends`;
}
