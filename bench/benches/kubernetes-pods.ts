import { setTimeout as pause } from 'node:timers/promises';
import { viewOf } from '../generate/index.ts';
import { type AdsClient, startAdsClient } from '../harness/ads-client.ts';
import type { Bench, BenchContext } from '../harness/bench.ts';
import { restingCpuOf } from '../harness/change-series.ts';
import { now } from '../harness/clock.ts';
import type { Figure } from '../harness/measurement.ts';
import { cpuNanoseconds, memoryOf } from '../harness/process-usage.ts';
import { type Server, startServer } from '../harness/server.ts';
import { percentile } from '../harness/statistics.ts';
import { following } from '../harness/systems.ts';
import { within } from '../harness/within.ts';
import { planRollOut, type RollOut } from '../kubernetes/roll-out.ts';
import { type Stage, withStage } from '../kubernetes/stage.ts';
import { startWatcher, type Watcher } from '../kubernetes/watcher.ts';

const gateway = 'g0';
const services = 100;
const pods = 10;
const perSecond = 100;
const seconds = { full: 60, quick: 6 } as const;
const runs = 2;

/** kubernetesPods has a hundred Services of ten pods each, all behind one gateway. Writes do not wait for earlier ones. */
export const kubernetesPods: Bench = {
  name: 'kubernetes-pods',
  about:
    '1,000 pods replaced by 100 writes of EndpointSlices a second until an ADS client holds each; the control is a bare watch',
  run: async context => {
    for (let run = 0; run < Math.min(runs, context.effort.runs); run++) {
      context.progress(`run ${run + 1}`);
      const rollOut = planRollOut({ gateway, services, pods });
      await withStage(rollOut.documents, stage => measure(context, stage, rollOut));
    }
  },
};

async function measure({ effort, recorder }: BenchContext, stage: Stage, rollOut: RollOut): Promise<void> {
  const figure = (metric: string, unit: Figure['unit']): Figure => ({
    ...{ work: 'pods replaced', size: `${services * pods} pods`, metric, unit },
  });
  const client = startAdsClient();
  const server = await startServer(following, stage.server.kubeconfig);
  const watcher = startWatcher(stage.server.kubeconfig, '/apis/discovery.k8s.io/v1/endpointslices');
  try {
    await client.connect(server.target, [{ id: `${gateway}-0`, cluster: viewOf(gateway) }]);
    await complete(client, rollOut, server);
    const idle = await restingCpuOf(server, 1_000);
    const rolling = { stage, server, client, watcher, rollOut };
    await roll(rolling, perSecond);
    const changes = perSecond * (effort.quick ? seconds.quick : seconds.full);
    const cpuBefore = cpuNanoseconds(server.pid);
    const began = now();
    const { held, seen } = await roll(rolling, changes);
    const took = now() - began;
    const used = (cpuNanoseconds(server.pid) - cpuBefore) / 1e6 - idle * took;
    for (const [metric, of] of percentiles) {
      recorder.add('fairlead', figure(`lag ${metric}`, 'ms'), of(held));
      recorder.add('control', figure(`lag ${metric}`, 'ms'), of(seen));
    }
    recorder.add('fairlead', figure('CPU/change', 'ms'), used / changes);
    recorder.add('fairlead', figure('RSS', 'MiB'), memoryOf(server.pid).rss);
  } finally {
    await Promise.all([server.stop(), client.stop(), watcher.stop()]);
  }
}

const percentiles: readonly (readonly [string, (lags: readonly number[]) => number])[] = [
  ['p50', lags => percentile(lags, 0.5)],
  ['p99', lags => percentile(lags, 0.99)],
  ['max', lags => Math.max(...lags)],
];

async function complete(client: AdsClient, { hostnames, addresses }: RollOut, server: Server): Promise<void> {
  const arrival = await client.await([
    { kind: 'count', value: 'domain', count: hostnames.length },
    { kind: 'count', value: 'address', count: addresses.length },
  ]);
  await within(arrival.times, server, 'the first configuration');
}

interface Rolling {
  readonly stage: Stage;
  readonly server: Server;
  readonly client: AdsClient;
  readonly watcher: Watcher;
  readonly rollOut: RollOut;
}

/** Takes so many steps, each at its time; returns, for each write, after how long (ms) the proxy and the watch had it. */
async function roll({ stage, server, client, watcher, rollOut }: Rolling, steps: number) {
  const held: Promise<number>[] = [];
  const seen: Promise<number>[] = [];
  const writes: Promise<void>[] = [];
  const began = now();
  for (let i = 0; i < steps; i++) {
    const { document, text, address, isGone } = rollOut.next();
    const write = stage.prepare(document);
    const arrival = await client.await([{ kind: 'address', value: address, absent: isGone }]);
    const armed = await watcher.await(text);
    await pause(began + (i * 1_000) / perSecond - now());
    const made = now();
    writes.push(write());
    held.push(within(arrival.times, server, `step ${text}`).then(times => Math.max(...times) - made));
    seen.push(armed.at.then(at => at - made));
  }
  await Promise.all(writes);
  return { held: await Promise.all(held), seen: await Promise.all(seen) };
}
