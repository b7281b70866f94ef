import { setTimeout as pause } from 'node:timers/promises';
import { type Bench, type BenchContext, eachRun } from '../harness/bench.ts';
import { totalBytes } from '../harness/change-series.ts';
import { now } from '../harness/clock.ts';
import { cpuNanoseconds } from '../harness/process-usage.ts';
import { percentile } from '../harness/statistics.ts';
import type { System } from '../harness/systems.ts';
import { within } from '../harness/within.ts';
import type { MeshLayout } from '../mesh/layout.ts';
import {
  complete,
  connectAll,
  measureEndpoint,
  measureJoins,
  measureRest,
  type Recording,
  recording,
} from '../mesh/measures.ts';
import { type MeshSession, withMesh } from '../mesh/session.ts';

const everybody: MeshLayout = { proxies: 5_000, services: 1_000, reach: 'all' };
/** As many as the control can serve: at 5,000 × 1,000 it takes 13 GB, and an endpoint does not arrive within three minutes. */
const fifth: MeshLayout = { ...everybody, proxies: 1_000 };
const few: MeshLayout = { proxies: 10_000, services: 10_000, reach: 10 };
const quick = { fifth: { ...everybody, proxies: 500 }, few: { ...few, proxies: 1_000, services: 1_000 } };

/**
 * mesh is sidecars that declare what they reach, all connected at once: it measures the memory of a whole control plane, and
 * the cost of changes. Besides the proxies that connect, each service has two workloads whose sidecars do not. The control
 * holds ready-made resources.
 */
export const mesh: Bench = {
  name: 'mesh',
  about:
    '5,000 proxies that all reach 1,000 services, and 10,000 that reach 10 of 10,000: memory, changes, joins',
  run: context =>
    eachRun(
      context,
      'mesh',
      async system => {
        const { quick: isQuick } = context.effort;
        if (!isQuick && system.name !== 'control') await measureEverybody(context, system, everybody);
        await measureEverybody(context, system, isQuick ? quick.fifth : fifth);
        await measureFew(context, system, isQuick ? quick.few : few);
      },
      1,
    ),
};

async function measureEverybody(context: BenchContext, system: System, layout: MeshLayout): Promise<void> {
  const { proxies, services } = layout;
  const record = recording(context, system, `${proxies} × ${services}, all reach all`);
  await withMesh(system, layout, async session => {
    await connectAll(session, proxies, services, record);
    await measureRest(session, record, { kind: 'absolute', atMost: 600 });
    await measureEndpoint(context, session, layout, record);
    await measureJoins(context, session, layout, record);
    await measureNewServices(context, session, layout, record);
  });
}

async function measureFew(context: BenchContext, system: System, layout: MeshLayout): Promise<void> {
  const { proxies, services, reach } = layout;
  const record = recording(context, system, `${proxies} × ${reach} of ${services}`);
  await withMesh(system, layout, async session => {
    await connectAll(session, proxies, Number(reach), record);
    await measureRest(session, record, { kind: 'ratio', atMost: 2.5 });
    await session.client.reset();
    // Proxy 0 reaches service 0.
    const arrival = await session.client.await([{ kind: 'text', value: '10.9.9.9' }], [0]);
    await session.command({ do: 'service', service: 0, endpoints: ['10.9.9.9'] });
    await within(arrival.times, session, 'an endpoint');
    await pause(500);
    const sent = await session.client.counts();
    const reached = sent.endpoints?.responses ?? 0;
    record('endpoint', 'proxies that were sent anything', 'count', reached, { kind: 'absolute', atMost: 10 });
    record('endpoint', 'bytes/proxy', 'bytes', totalBytes(sent) / reached);
  });
}

/** Adds a service, and measures until all proxies hold its cluster, endpoints and listener. */
async function measureNewServices(
  { effort }: BenchContext,
  { client, ...session }: MeshSession,
  { services }: MeshLayout,
  record: Recording,
): Promise<void> {
  const times: number[] = [];
  const count = effort.quick ? 2 : 3;
  const cpu = cpuNanoseconds(session.pid);
  for (let i = 0; i < count; i++) {
    const service = services + i;
    const arrival = await client.await(complete(session, service + 1));
    const began = now();
    await session.command({ do: 'service', service, endpoints: ['10.8.8.8'] });
    times.push(Math.max(...(await within(arrival.times, session, 'a service'))) - began);
    await pause(100);
  }
  record('a service appears, last proxy', 'p50', 'ms', percentile(times, 0.5));
  record(
    'a service appears, last proxy',
    'CPU/service',
    'ms',
    (cpuNanoseconds(session.pid) - cpu) / 1e6 / count,
  );
}
