import { type Plan, viewOf } from '../generate/index.ts';
import type { AdsClient, Node } from './ads-client.ts';

/** nodesOf gives one proxy for each gateway of a plan. */
export function nodesOf(plan: Plan): readonly Node[] {
  return plan.gateways.map(gateway => ({ id: `${gateway}-0`, cluster: viewOf(gateway) }));
}

/** Reached is what the proxies of one gateway must hold in the end. */
export interface Reached {
  readonly domains: readonly string[];
  readonly addresses: readonly string[];
}

/** reachedOf works out what each gateway's proxies must hold by a plan, by proxy id. */
export function reachedOf(plan: Plan): ReadonlyMap<string, Reached> {
  const all = new Map(
    plan.gateways.map(g => [viewOf(g), { domains: [] as string[], addresses: [] as string[] }] as const),
  );
  for (const backend of plan.backends) {
    for (const gateway of backend.gateways) {
      all.get(viewOf(gateway))?.domains.push(backend.hostname);
      all.get(viewOf(gateway))?.addresses.push(...backend.endpoints);
    }
  }
  return all;
}

/**
 * verifyHeld compares what proxies hold with the plan: the same domains, the same addresses, and no violation that Envoy
 * would not forgive. A control plane is measured only after it passes. The domain `*`, which a control plane may add for
 * requests that match nothing, is ignored.
 */
export async function verifyHeld(client: AdsClient, plan: Plan, proxies?: readonly number[]): Promise<void> {
  const expected = reachedOf(plan);
  for (const held of await client.snapshot(proxies)) {
    const who = held.node.cluster;
    const reached = expected.get(who);
    const domains = (held.domains ?? []).filter(domain => domain !== '*');
    requireSame(`${who}: domains`, domains, reached?.domains ?? []);
    requireSame(`${who}: addresses`, held.addresses ?? [], reached?.addresses ?? []);
    requireSame(`${who}: violations`, held.violations ?? [], []);
    requireSame(`${who}: clusters that still warm`, held.warming ?? [], []);
  }
}

function requireSame(what: string, actual: readonly string[], expected: readonly string[]): void {
  const has = new Set(actual);
  const wants = new Set(expected);
  const missing = [...wants].filter(one => !has.has(one));
  const surplus = [...has].filter(one => !wants.has(one));
  if (missing.length + surplus.length > 0) {
    const some = (list: readonly string[]) => `${list.length} (${list.slice(0, 3).join(', ')})`;
    throw new Error(`${what}: missing ${some(missing)}, unexpected ${some(surplus)}`);
  }
}
