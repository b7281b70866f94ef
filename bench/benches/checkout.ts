import { freshAddress, type Plan, planLayout, viewOf } from '../generate/index.ts';
import { type AdsClient, startAdsClient } from '../harness/ads-client.ts';
import { type Bench, type BenchContext, eachRun } from '../harness/bench.ts';
import { withCheckout } from '../harness/checkout.ts';
import { now } from '../harness/clock.ts';
import type { Server } from '../harness/server.ts';
import { withSession } from '../harness/session.ts';
import { watchAnswers } from '../harness/stall.ts';
import type { System } from '../harness/systems.ts';
import { reachedOf, verifyHeld } from '../harness/verify.ts';
import { within } from '../harness/within.ts';

const layout = '10,000 files, 10 proxies reach 1,000';

/** How many of the changes, spread over all, are waited for; what every proxy then holds is compared with the plan. */
const awaited = 100;

/**
 * checkout measures `git checkout` of a branch on which every Backend has another endpoint. The control is left out: with so
 * many changes it loses events ("queue or buffer overflow"), and never looks again at what it missed.
 */
export const checkout: Bench = {
  name: 'checkout',
  about:
    '10,000 files changed at once by git: the longest stall, and how proxies that join meanwhile are served',
  run: context => {
    const ours = { ...context, systems: context.systems.slice(0, 1) };
    return eachRun(ours, 'checkout', (system, run) => measure(context, system, run));
  },
};

async function measure({ recorder }: BenchContext, system: System, run: number): Promise<void> {
  const reach = { count: 1_000, spread: 'uniform' } as const;
  const before = planLayout({ seed: run, gateways: 10, backends: 10_000, reach, shared: false });
  const after = otherEndpoints(before);
  await withSession(system, before, async ({ directory, server, client }) => {
    await withCheckout(directory, after, async change => {
      const figure = { work: 'git checkout', size: layout, unit: 'ms' } as const;
      const arrival = await client.await(samples(after), [0]);
      const longestStall = watchAnswers(`http://${server.api}/healthz`);
      const joins = joinUntil(server, before, within(arrival.times, server, 'what git checked out'));
      const began = now();
      await change();
      const last = Math.max(...(await arrival.times));
      const [stall, joined] = await Promise.all([longestStall(), joins]);
      await verifyHeld(client, after);
      recorder.add(system.name, { ...figure, metric: 'last change held' }, last - began);
      recorder.add(system.name, { ...figure, metric: 'slowest join meanwhile' }, Math.max(...joined));
      const targets = [{ kind: 'absolute', atMost: 100 }] as const;
      recorder.add(system.name, { ...figure, metric: 'longest stall', targets }, stall);
    });
  });
}

function otherEndpoints(plan: Plan): Plan {
  const backends = plan.backends.map((backend, i) => ({
    ...backend,
    endpoints: [freshAddress(i), ...backend.endpoints.slice(1)],
  }));
  return { ...plan, backends };
}

/** The changes that the first proxy waits for. */
function samples(plan: Plan) {
  const addresses = [...(reachedOf(plan).get(viewOf(plan.gateways[0] ?? ''))?.addresses ?? [])];
  const fresh = addresses.filter((_, i) => i % 2 === 0);
  const step = Math.max(1, Math.floor(fresh.length / awaited));
  return fresh
    .filter((_, i) => i % step === 0 || i === fresh.length - 1)
    .map(value => ({ kind: 'address', value }) as const);
}

/** joinUntil connects one proxy after the other, and tells how long each took to be complete. */
async function joinUntil(server: Server, plan: Plan, end: Promise<unknown>): Promise<readonly number[]> {
  let ended = false;
  const stop = end.finally(() => {
    ended = true;
  });
  const client = startAdsClient();
  try {
    const took: number[] = [];
    do took.push(await join(client, server, plan, took.length));
    while (!ended);
    await stop;
    return took;
  } finally {
    await client.stop();
  }
}

async function join(client: AdsClient, server: Server, plan: Plan, i: number): Promise<number> {
  const [gateway = ''] = plan.gateways;
  const reached = reachedOf(plan).get(viewOf(gateway));
  const began = now();
  await client.connect(server.target, [{ id: `joining-${i}`, cluster: viewOf(gateway) }]);
  const arrival = await client.await(
    [
      { kind: 'count', value: 'domain', count: reached?.domains.length ?? 0 },
      { kind: 'count', value: 'address', count: reached?.addresses.length ?? 0 },
    ],
    [i],
  );
  const complete = Math.max(...(await within(arrival.times, server, `joining proxy ${i}`)));
  await client.close([i]);
  return complete - began;
}
