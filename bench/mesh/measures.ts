import { setTimeout as pause } from 'node:timers/promises';
import type { Marker } from '../harness/ads-client.ts';
import type { BenchContext } from '../harness/bench.ts';
import { totalBytes } from '../harness/change-series.ts';
import { now } from '../harness/clock.ts';
import type { Figure, Target, Unit } from '../harness/measurement.ts';
import { cpuNanoseconds, memoryOf } from '../harness/process-usage.ts';
import { percentile } from '../harness/statistics.ts';
import type { System } from '../harness/systems.ts';
import { within } from '../harness/within.ts';
import { callersOf, type MeshLayout, nodeId } from './layout.ts';
import type { MeshSession } from './session.ts';

/** ms for which a server rests before its memory is measured. */
const rest = 10_000;

/** Recording adds a figure of one system and layout. */
export type Recording = (
  work: string,
  metric: string,
  unit: Unit,
  value: number,
  ...targets: readonly Target[]
) => void;

/** recording makes a Recording for a system at a size. */
export function recording({ recorder }: BenchContext, { name }: System, size: string): Recording {
  return (work, metric, unit, value, ...targets) => {
    const figure: Figure = { work, size, metric, unit, ...(targets.length === 0 ? {} : { targets }) };
    recorder.add(name, figure, value);
  };
}

/** connectAll connects so many proxies at once, as after a restart of the control plane, until each holds so many services. */
export async function connectAll(
  { client, target, ...server }: MeshSession,
  proxies: number,
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

/** complete are the markers of a proxy that reaches so many services and holds all of them. */
export function complete({ own }: Pick<MeshSession, 'own'>, services: number): readonly Marker[] {
  return ['cluster', 'endpoints', 'listener'].map(
    value => ({ kind: 'count', value, count: services + (own[value] ?? 0) }) as const,
  );
}

/** measureRest lets a server rest, and then measures its memory, and its CPU while nothing happens. */
export async function measureRest({ pid }: MeshSession, record: Recording, target: Target): Promise<void> {
  record('all join at once', 'peak RSS', 'MiB', memoryOf(pid).peak);
  await pause(rest);
  const before = cpuNanoseconds(pid);
  await pause(rest);
  const cpu = (cpuNanoseconds(pid) - before) / 1e6 / (rest / 1_000);
  record('at rest', 'RSS', 'MiB', memoryOf(pid).rss, target);
  record('at rest', 'CPU/second', 'ms', cpu);
}

/** measureEndpoint changes an endpoint of one service after the other, each until the last of its callers holds it. */
export async function measureEndpoint(
  { effort }: BenchContext,
  { client, ...session }: MeshSession,
  layout: MeshLayout,
  record: Recording,
): Promise<void> {
  const [warmUp, timed] = effort.quick ? [2, 5] : [3, 10];
  const latencies: number[] = [];
  let cpu = 0;
  let concerned = 0;
  for (let i = 0; i < warmUp + timed; i++) {
    if (i === warmUp) {
      await client.reset();
      cpu = cpuNanoseconds(session.pid);
    }
    const address = `10.9.${i >> 8}.${i & 255}`;
    const service = (i * 7) % layout.services;
    const arrival = await client.await([{ kind: 'text', value: address }], callersOf(service, layout));
    const began = now();
    await session.command({ do: 'service', service, endpoints: [address] });
    const times = await within(arrival.times, session, 'an endpoint');
    if (i >= warmUp) {
      latencies.push(Math.max(...times) - began);
      concerned += times.length;
    }
    await pause(100);
  }
  record('endpoint, last proxy', 'p50', 'ms', percentile(latencies, 0.5), { kind: 'ratio', atMost: 2 });
  record('endpoint, last proxy', 'max', 'ms', Math.max(...latencies));
  record('endpoint, last proxy', 'CPU/change', 'ms', (cpuNanoseconds(session.pid) - cpu) / 1e6 / timed);
  const bytes = totalBytes(await client.counts()) / concerned;
  record('endpoint, last proxy', 'bytes/change/proxy', 'bytes', bytes);
}

/** measureJoins declares and connects proxies one after the other, each until it holds everything. */
export async function measureJoins(
  { effort }: BenchContext,
  { client, target, ...session }: MeshSession,
  { proxies, services, reach }: MeshLayout,
  record: Recording,
): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < (effort.quick ? 5 : 10); i++) {
    const proxy = proxies + i;
    const began = now();
    await session.command({ do: 'proxy', proxy });
    await client.connect(target, [{ id: nodeId(proxy), cluster: '' }], { mode: 'light' });
    const arrival = await client.await(complete(session, reach === 'all' ? services : reach), [proxy]);
    times.push(Math.max(...(await within(arrival.times, session, 'a proxy'))) - began);
    await pause(100);
  }
  record('a proxy joins', 'p50', 'ms', percentile(times, 0.5), { kind: 'absolute', atMost: 50 });
  record('a proxy joins', 'max', 'ms', Math.max(...times));
}
