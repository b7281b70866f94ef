import type { CalledClusters, CalledPort, ClusterCalls, Sidecar } from '#model';
import type { Watched } from './advice.ts';
import { advisedKey } from './advised-reach.ts';
import { addCosts, type Cost, costOf, type Holding } from './holding.ts';
import type { ReachIndex } from './reach-index.ts';

/** LookedAt is the data about one sidecar from which advice is made. */
export interface LookedAt {
  readonly sidecar: Sidecar;
  readonly own: Holding['own'];
  readonly index: ReachIndex;
  /** Undefined where its proxy has reported nothing. */
  readonly called: CalledClusters | undefined;
  /** Milliseconds since the epoch; clusters that were last called before this are left out. */
  readonly from: number;
}

/** FoundCalls is what a sidecar called, what its configuration costs now, and what it would cost with only the called ports. */
export interface FoundCalls {
  readonly watched?: Watched;
  readonly calls: ReadonlyMap<CalledPort, ClusterCalls>;
  readonly now: Cost;
  readonly advised: Cost;
}

/**
 * findCalled: a port was called if something was sent to one of its clusters. A cluster that several ports share, as a route
 * leads from one to the other, counts for all of them. The time is in proportion to what was called.
 */
export function findCalled({ own, index, called, from }: LookedAt): FoundCalls {
  const calls = new Map<CalledPort, ClusterCalls>();
  for (const [cluster, { requests, last }] of called?.clusters ?? []) {
    if (last < from) continue;
    for (const port of index.byCluster.get(cluster) ?? []) {
      const before = calls.get(port) ?? { requests: 0, last: 0 };
      calls.set(port, { requests: before.requests + requests, last: Math.max(before.last, last) });
    }
  }
  const ownCost = costOf(own);
  const now = addCosts(ownCost, index.cost);
  if (called === undefined) return { calls, now, advised: now };
  const refs = new Set([...calls.keys()].map(advisedKey));
  const kept = [...refs].flatMap(ref => index.byRef.get(ref) ?? []);
  const { since, until, watched } = called;
  return {
    watched: { since: timeText(since), until: timeText(until), seconds: Math.round(watched / 1000) },
    calls,
    now,
    advised: addCosts(ownCost, costOf(kept.flatMap(index.resourcesOf))),
  };
}

/** timeText writes a time in milliseconds since the epoch as RFC 3339. */
export function timeText(time: number): string {
  return new Date(time).toISOString();
}
