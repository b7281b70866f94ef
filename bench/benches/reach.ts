import { type Plan, planLayout, viewOf } from '../generate/index.ts';
import { type Bench, eachRun } from '../harness/bench.ts';
import { totalBytes } from '../harness/change-series.ts';
import { anyBackend, endpointChange } from '../harness/changes.ts';
import type { Recorder } from '../harness/measurement.ts';
import { type Session, withSession } from '../harness/session.ts';
import { within } from '../harness/within.ts';

const sizes = [100, 10_000] as const;
const gateways = 10;

/**
 * reach checks that what a proxy is sent does not depend on how much exists that it does not reach. Apart from nonces and
 * the order of answers (hence 1 %), the bytes repeat, so one run is enough.
 */
export const reach: Bench = {
  name: 'reach',
  about: 'bytes to proxies that reach 10 of N backends: at first, and when one endpoint changes',
  run: async context => {
    for (const backends of sizes) {
      const size = `10 of ${backends.toLocaleString('en')}`;
      const work = async (system: { readonly name: string }, plan: Plan, session: Session) => {
        await measureFirst(context.recorder, system.name, size, session);
        await measureChanges(context.recorder, system.name, size, session, plan, context.effort.timed);
      };
      await eachRun(
        context,
        size,
        async (system, run) => {
          const layout = { seed: run, gateways, backends, shared: false } as const;
          const plan = planLayout({ ...layout, reach: { count: 10, spread: 'uniform' } });
          await withSession(system, plan, session => work(system, plan, session));
        },
        1,
      );
    }
  },
};

async function measureFirst(
  recorder: Recorder,
  system: string,
  size: string,
  { client }: Session,
): Promise<void> {
  const bytes = totalBytes(await client.counts()) / gateways;
  const same = { kind: 'growth', from: `10 of ${sizes[0]}`, atMost: 1.01 } as const;
  const targets = size === same.from ? [] : [same];
  recorder.add(
    system,
    { work: 'first configuration', size, metric: 'bytes/proxy', unit: 'bytes', targets },
    bytes,
  );
}

/** Waits for each change at the proxies that reach it; what the others were sent is checked after all changes. */
async function measureChanges(
  recorder: Recorder,
  system: string,
  size: string,
  { client, server, directory }: Session,
  plan: Plan,
  changes: number,
): Promise<void> {
  await client.reset();
  const expected = new Map(plan.gateways.map(gateway => [viewOf(gateway), 0]));
  for (let i = 0; i < changes; i++) {
    const backend = anyBackend(plan);
    const { make, markers } = endpointChange(directory, backend, i);
    const reaching = backend.gateways.map(gateway => plan.gateways.indexOf(gateway));
    const arrival = await client.await(markers, reaching);
    make();
    await within(arrival.times, server, `endpoint change ${i}`);
    for (const gateway of backend.gateways) {
      expected.set(viewOf(gateway), (expected.get(viewOf(gateway)) ?? 0) + 1);
    }
  }
  let reached = 0;
  let surplus = 0;
  for (const { node, counts } of await client.snapshot()) {
    reached += expected.get(node.cluster) ?? 0;
    const sent = Object.values(counts).reduce((sum, c) => sum + c.resources + c.removed, 0);
    surplus += Math.max(0, sent - (expected.get(node.cluster) ?? 0));
  }
  const bytes = totalBytes(await client.counts()) / reached;
  const work = 'endpoint changed';
  recorder.add(system, { work, size, metric: 'bytes/change/reaching proxy', unit: 'bytes' }, bytes);
  const none = [{ kind: 'absolute', atMost: 0 }] as const;
  const surplusFigure = {
    work,
    size,
    metric: 'resources nobody needed',
    unit: 'count',
    targets: none,
  } as const;
  recorder.add(system, surplusFigure, surplus);
}
