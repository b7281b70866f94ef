import { setTimeout as pause } from 'node:timers/promises';
import type { Marker } from '../harness/ads-client.ts';
import { type Bench, type BenchContext, eachRun } from '../harness/bench.ts';
import { totalBytes } from '../harness/change-series.ts';
import { now } from '../harness/clock.ts';
import type { Figure, Target, Unit } from '../harness/measurement.ts';
import { cpuNanoseconds, memoryOf } from '../harness/process-usage.ts';
import { percentile } from '../harness/statistics.ts';
import type { System } from '../harness/systems.ts';
import { within } from '../harness/within.ts';
import { type MeshLayout, nodeId } from '../mesh/layout.ts';
import { type MeshSession, withMesh } from '../mesh/session.ts';

const everybody: MeshLayout = { proxies: 5_000, services: 1_000, reach: 'all' };
/** As many as the control can serve: at 5,000 × 1,000 it takes 13 GB, and an endpoint does not arrive within three minutes. */
const fifth: MeshLayout = { ...everybody, proxies: 1_000 };
const few: MeshLayout = { proxies: 10_000, services: 10_000, reach: 10 };
const quick = { fifth: { ...everybody, proxies: 500 }, few: { ...few, proxies: 1_000, services: 1_000 } };

/** ms. A server is left alone for as long before its memory is looked at. */
const rest = 20_000;

/**
 * Sidecars that declare what they reach, all at once: what a whole control plane holds, and what changes cost. Beside the
 * proxies that connect, each service has two workloads with sidecars that do not. The control holds ready-made resources.
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

/** Recording adds a figure of one system and layout. */
type Recording = (
  work: string,
  metric: string,
  unit: Unit,
  value: number,
  ...targets: readonly Target[]
) => void;

function recording({ recorder }: BenchContext, { name }: System, size: string): Recording {
  return (work, metric, unit, value, ...targets) => {
    const figure: Figure = { work, size, metric, unit, ...(targets.length === 0 ? {} : { targets }) };
    recorder.add(name, figure, value);
  };
}

async function measureEverybody(context: BenchContext, system: System, layout: MeshLayout): Promise<void> {
  const { proxies, services } = layout;
  const record = recording(context, system, `${proxies} × ${services}, all reach all`);
  await withMesh(system, layout, async session => {
    await connectAll(session, layout, services, record);
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
    await connectAll(session, layout, Number(reach), record);
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

/** All proxies connect at once, as after a restart of the control plane, and come to hold so many services. */
async function connectAll(
  { client, target, ...server }: MeshSession,
  { proxies }: MeshLayout,
  services: number,
  record: Recording,
): Promise<void> {
  record('before', 'RSS', 'MiB', memoryOf(server.pid).rss);
  const cpu = cpuNanoseconds(server.pid);
  const began = now();
  const nodes = Array.from({ length: proxies }, (_, i) => ({ id: nodeId(i), cluster: '' }));
  await client.connect(target, nodes, { mode: 'light' });
  const arrival = await client.await(complete(server, services));
  const times = await within(arrival.times, server, 'all configurations', 300_000);
  record('all join at once', 'last', 'ms', Math.max(...times) - began);
  record('all join at once', 'CPU/proxy', 'ms', (cpuNanoseconds(server.pid) - cpu) / 1e6 / proxies);
}

function complete({ own }: Pick<MeshSession, 'own'>, services: number): readonly Marker[] {
  return ['cluster', 'endpoints', 'listener'].map(
    value => ({ kind: 'count', value, count: services + (own[value] ?? 0) }) as const,
  );
}

async function measureRest({ pid }: MeshSession, record: Recording, target: Target): Promise<void> {
  record('all join at once', 'peak RSS', 'MiB', memoryOf(pid).peak);
  await pause(rest);
  const before = cpuNanoseconds(pid);
  await pause(rest);
  const cpu = (cpuNanoseconds(pid) - before) / 1e6 / (rest / 1_000);
  record('at rest', 'RSS', 'MiB', memoryOf(pid).rss, target);
  record('at rest', 'CPU/second', 'ms', cpu);
}

async function measureEndpoint(
  { effort }: BenchContext,
  { client, ...session }: MeshSession,
  { proxies, services }: MeshLayout,
  record: Recording,
): Promise<void> {
  const [warmUp, timed] = effort.quick ? [2, 5] : [3, 10];
  const latencies: number[] = [];
  let cpu = 0;
  for (let i = 0; i < warmUp + timed; i++) {
    if (i === warmUp) {
      await client.reset();
      cpu = cpuNanoseconds(session.pid);
    }
    const address = `10.9.${i >> 8}.${i & 255}`;
    const arrival = await client.await([{ kind: 'text', value: address }]);
    const began = now();
    await session.command({ do: 'service', service: (i * 7) % services, endpoints: [address] });
    const times = await within(arrival.times, session, 'an endpoint');
    if (i >= warmUp) latencies.push(Math.max(...times) - began);
    await pause(100);
  }
  record('endpoint, last proxy', 'p50', 'ms', percentile(latencies, 0.5), { kind: 'ratio', atMost: 2 });
  record('endpoint, last proxy', 'max', 'ms', Math.max(...latencies));
  record('endpoint, last proxy', 'CPU/change', 'ms', (cpuNanoseconds(session.pid) - cpu) / 1e6 / timed);
  const bytes = totalBytes(await client.counts()) / timed / proxies;
  record('endpoint, last proxy', 'bytes/change/proxy', 'bytes', bytes);
}

/** A proxy that is declared and connects, until it holds everything. */
async function measureJoins(
  { effort }: BenchContext,
  { client, target, ...session }: MeshSession,
  { proxies, services }: MeshLayout,
  record: Recording,
): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < (effort.quick ? 5 : 10); i++) {
    const proxy = proxies + i;
    const began = now();
    await session.command({ do: 'proxy', proxy });
    await client.connect(target, [{ id: nodeId(proxy), cluster: '' }], { mode: 'light' });
    const arrival = await client.await(complete(session, services), [proxy]);
    times.push(Math.max(...(await within(arrival.times, session, 'a proxy'))) - began);
    await pause(100);
  }
  record('a proxy joins', 'p50', 'ms', percentile(times, 0.5), { kind: 'absolute', atMost: 50 });
  record('a proxy joins', 'max', 'ms', Math.max(...times));
}

/** A service that is new, until all proxies hold its cluster, endpoints and listener. */
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
