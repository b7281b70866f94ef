import { setTimeout as pause } from 'node:timers/promises';
import {
  backendDocument,
  type Document,
  documentsOfPlan,
  freshAddress,
  type Plan,
  type PlannedBackend,
  planLayout,
  routeDocumentsOf,
} from '../generate/index.ts';
import { startAdsClient } from '../harness/ads-client.ts';
import type { Bench, BenchContext, Effort } from '../harness/bench.ts';
import { type Change, idleCpuOf, runSeries, totalBytes } from '../harness/change-series.ts';
import { anyBackend } from '../harness/changes.ts';
import { now } from '../harness/clock.ts';
import type { Figure, Target } from '../harness/measurement.ts';
import { memoryOf } from '../harness/process-usage.ts';
import { type Server, startServer } from '../harness/server.ts';
import { complete } from '../harness/session.ts';
import { percentile } from '../harness/statistics.ts';
import { following } from '../harness/systems.ts';
import { nodesOf, verifyHeld } from '../harness/verify.ts';
import { attachAtOnce } from '../kubernetes/attach-at-once.ts';
import { listBarely } from '../kubernetes/list-barely.ts';
import { type Stage, withStage } from '../kubernetes/stage.ts';
import { startWatcher, type Watcher } from '../kubernetes/watcher.ts';

const sizes = [100, 1_000, 3_000, 10_000] as const;
const runs = 2;
const gateway = 'g0';
/** What the control watches. */
const paths = [
  '/apis/gateway.envoyproxy.io/v1alpha1/backends',
  '/apis/gateway.networking.k8s.io/v1/httproutes',
] as const;

const nearTheWatch: Target = { kind: 'ratio', atMost: 1.3 };
const twoMilliseconds: Target = { kind: 'absolute', atMost: 2 };
const threeKilobytes: Target = { kind: 'absolute', atMost: 3_072 };

/**
 * kubernetes has one gateway that reaches all backends, each with a route on a hostname of its own. The control is a bare
 * watch on the same API server, of the very same changes.
 */
export const kubernetes: Bench = {
  name: 'kubernetes',
  about:
    'one change through a Kubernetes API server until an ADS client holds it; the control is a bare watch there',
  run: async context => {
    for (const size of context.effort.quick ? sizes.slice(0, 3) : sizes) {
      const plan = planLayout({ seed: 0, gateways: 1, backends: size, reach: 'all', shared: false });
      for (let run = 0; run < Math.min(runs, context.effort.runs); run++) {
        context.progress(`${sizeName(size)}, run ${run + 1}`);
        // A cluster for each run: a later run would see what an earlier one added.
        await withStage(documentsOfPlan(plan), stage => measure(context, stage, plan, size, run));
      }
    }
  },
};

async function measure(
  { effort, recorder }: BenchContext,
  stage: Stage,
  plan: Plan,
  size: number,
  run: number,
) {
  const figure = (work: string, metric: string, unit: Figure['unit'], ...targets: Target[]): Figure => ({
    ...{ work, size: sizeName(size), metric, unit, targets },
  });
  const listed = await listBarely(stage.server.kubeconfig, ...paths);
  const client = startAdsClient();
  const server = await startServer(following, stage.server.kubeconfig);
  const watcher = startWatcher(stage.server.kubeconfig, ...paths);
  try {
    await client.connect(server.target, nodesOf(plan));
    const completeAt = await complete(client, plan, server);
    await verifyHeld(client, plan);
    recorder.add('fairlead', figure('start', 'complete', 'ms'), Math.max(...completeAt) - server.startedAt);
    recorder.add('control', figure('start', 'complete', 'ms'), listed);
    const idle = await allToldTo(server);
    const memory: readonly Target[] = size === 3_000 ? [{ kind: 'absolute', atMost: 150 }] : [];
    recorder.add('fairlead', figure('at rest', 'RSS', 'MiB', ...memory), memoryOf(server.pid).rss);
    for (const work of works(stage, plan, run)) {
      const { seen, series } = await watched({ server, client, watcher, effort, idle }, work);
      const { latencies, cpu, changes } = series;
      recorder.add('fairlead', figure(work.name, 'p50', 'ms', nearTheWatch), percentile(latencies, 0.5));
      recorder.add('control', figure(work.name, 'p50', 'ms', nearTheWatch), percentile(seen, 0.5));
      recorder.add('fairlead', figure(work.name, 'p99', 'ms'), percentile(latencies, 0.99));
      recorder.add('control', figure(work.name, 'p99', 'ms'), percentile(seen, 0.99));
      recorder.add('fairlead', figure(work.name, 'CPU/change', 'ms', twoMilliseconds), cpu);
      const bytes = totalBytes(await client.counts()) / changes;
      recorder.add('fairlead', figure(work.name, 'bytes/change', 'bytes', threeKilobytes), bytes);
    }
    recorder.add('fairlead', figure('after the changes', 'RSS', 'MiB'), memoryOf(server.pid).rss);
    if (size === 1_000 && run === 0) {
      const backend = anyBackend(plan).name;
      const all = await attachAtOnce({ stage, server, client, watcher, gateway, backend });
      const what = '1,000 HTTPRoutes at once';
      recorder.add('fairlead', figure(what, 'all held', 'ms'), all.held);
      recorder.add('control', figure(what, 'all held', 'ms'), all.seen);
      recorder.add('fairlead', figure(what, 'all written', 'ms'), all.written);
      recorder.add('fairlead', figure(what, 'status right', 'ms'), all.told);
      recorder.add('fairlead', figure(what, 'status writes', 'count'), all.statusWrites);
    }
  } finally {
    await Promise.all([server.stop(), client.stop(), watcher.stop()]);
  }
}

/** The share of a core that a server uses once every object has its status, which all get at the start. */
async function allToldTo(server: Server): Promise<number> {
  for (;;) {
    const idle = await idleCpuOf(server, 2_000);
    if (idle < 0.05) return idle;
  }
}

interface Running {
  readonly server: Server;
  readonly client: ReturnType<typeof startAdsClient>;
  readonly watcher: Watcher;
  readonly effort: Effort;
  readonly idle: number;
}

/** Makes the changes of a work; `seen`: after how long the bare watch had each. */
async function watched({ server, client, watcher, effort, idle }: Running, work: Work) {
  const { warmUp } = effort;
  const seen: Promise<number>[] = [];
  const share = { warmUp, timed: Math.ceil(effort.timed * work.share) };
  const series = await runSeries(server, client, share, idle, i => {
    const { make, markers, text } = work.change(i);
    const armed = watcher.await(text);
    return {
      markers,
      make: () => {
        const made = now();
        if (i >= warmUp) seen.push(armed.then(({ at }) => at).then(at => at - made));
        make();
      },
    };
  });
  await pause(100);
  return { series, seen: await Promise.all(seen) };
}

interface WatchedChange extends Change {
  /** The text by which the bare watch recognizes it. */
  readonly text: string;
}

interface Work {
  readonly name: string;
  readonly share: number;
  readonly change: (i: number) => WatchedChange;
}

function works({ prepare }: Stage, plan: Plan, run: number): readonly Work[] {
  const sending = (...documents: readonly Document[]) => {
    const writes = documents.map(prepare);
    return () => {
      for (const write of writes) void write();
    };
  };
  return [
    {
      name: 'Backend patched',
      share: 1,
      change: i => {
        const { name, endpoints } = anyBackend(plan);
        const address = freshAddress(run * 1_000 + i);
        const document = backendDocument(name, [address, ...endpoints.slice(1)]);
        return {
          make: sending(document),
          markers: [{ kind: 'address', value: address }],
          text: `"${address.split(':')[0]}"`,
        };
      },
    },
    {
      name: 'Backend and HTTPRoute added',
      share: 1 / 3,
      change: i => {
        const added = addedBackend(run * 1_000 + i);
        return {
          make: sending(backendDocument(added.name, added.endpoints), ...routeDocumentsOf(added, '/')),
          markers: [
            { kind: 'domain', value: added.hostname },
            { kind: 'address', value: added.endpoints[0] ?? '' },
          ],
          text: `"${added.hostname}"`,
        };
      },
    },
  ];
}

function addedBackend(i: number): PlannedBackend {
  return {
    ...{ name: `x${i}`, hostname: `x${i}.test` },
    ...{ endpoints: [freshAddress(200_000 + i)], gateways: [gateway] },
  };
}

function sizeName(size: number): string {
  return `${size.toLocaleString('en')} backends`;
}
