import { setTimeout as pause } from 'node:timers/promises';
import { type Bench, type BenchContext, eachRun } from '../harness/bench.ts';
import { totalBytes } from '../harness/change-series.ts';
import { now } from '../harness/clock.ts';
import { startEnvoy } from '../harness/envoy.ts';
import type { Target } from '../harness/measurement.ts';
import type { System } from '../harness/systems.ts';
import { within } from '../harness/within.ts';
import { type MeshLayout, nodeId, reachedBy } from '../mesh/layout.ts';
import { complete, type Recording, recording } from '../mesh/measures.ts';
import { type MeshSession, withMesh } from '../mesh/session.ts';

const sizes = [100, 1_000, 10_000] as const;
const reach = 10;

/**
 * sidecar checks that the cost of a sidecar does not depend on how much exists that it does not reach. Bytes repeat, so one
 * run is enough.
 */
export const sidecar: Bench = {
  name: 'sidecar',
  about:
    'one sidecar that reaches 10 of N services: its bytes, its Envoy’s memory, and what it is sent when anything else changes',
  run: async context => {
    for (const services of sizes)
      await eachRun(context, sizeOf(services), system => measure(context, system, services), 1);
  },
};

function sizeOf(services: number): string {
  return `${reach} of ${services.toLocaleString('en')}`;
}

async function measure(context: BenchContext, system: System, services: number): Promise<void> {
  const layout: MeshLayout = { proxies: 1, services, reach };
  const record = recording(context, system, sizeOf(services));
  const same = (atMost: number): readonly Target[] =>
    services === sizes[0] ? [] : [{ kind: 'growth', from: sizeOf(sizes[0]), atMost }];
  await withMesh(system, layout, async session => {
    const { client, target } = session;
    await client.connect(target, [{ id: nodeId(0), cluster: '' }]);
    const arrival = await client.await(complete(session, reach));
    await within(arrival.times, session, 'the first configuration');
    // The names of services get longer with their number, so the bytes are not exactly the same.
    record('first configuration', 'bytes', 'bytes', totalBytes(await client.counts()), ...same(1.02));
    await measureOthers(session, layout, record);
    record('Envoy', 'allocated', 'MiB', await envoyMemory(session), ...same(1.02));
  });
}

/** Changes and adds services that the sidecar does not reach, and adds another sidecar. */
async function measureOthers(session: MeshSession, layout: MeshLayout, record: Recording): Promise<void> {
  const { client, command } = session;
  await client.reset();
  const reached = new Set(reachedBy(0, layout));
  const others = Array.from({ length: layout.services }, (_, i) => i).filter(i => !reached.has(i));
  for (const [i, service] of others.slice(0, 20).entries())
    await command({ do: 'service', service, endpoints: [`10.9.9.${i}`] });
  await command({ do: 'service', service: layout.services, endpoints: ['10.8.8.8'] });
  await command({ do: 'proxy', proxy: 1 });
  await pause(1_000);
  record('anything else changes', 'bytes', 'bytes', totalBytes(await client.counts()), {
    kind: 'absolute',
    atMost: 0,
  });
}

/** MiB that an Envoy has allocated, once it holds everything and is at rest. */
async function envoyMemory(session: MeshSession): Promise<number> {
  const envoy = startEnvoy({ id: nodeId(0), cluster: 'mesh' }, session.target);
  try {
    const deadline = now() + 60_000;
    while (!(await isWhole(envoy))) {
      if (now() > deadline) throw new Error(`Envoy did not get ready. It says:\n${envoy.output()}`);
      await pause(50);
    }
    await pause(2_000);
    const { allocated } = JSON.parse(await envoy.admin('/memory')) as { readonly allocated: string };
    return Number(allocated) / 1024 ** 2;
  } finally {
    await envoy.stop();
  }
}

async function isWhole({ admin }: ReturnType<typeof startEnvoy>): Promise<boolean> {
  try {
    const text = await admin(
      '/stats?filter=listener_manager.(total_listeners_active|total_listeners_warming)$',
    );
    const count = (name: string) => Number(new RegExp(`${name}: (\\d+)`).exec(text)?.[1]);
    return count('total_listeners_active') > reach && count('total_listeners_warming') === 0;
  } catch {
    return false;
  }
}
