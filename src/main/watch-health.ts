import type { Fleet, FleetEvent } from '#dataplane';
import type { Collection } from '#graph';
import type { WatchedCluster } from '#model';
import type { Push } from '#xds';
import type { Health } from './health.ts';

/** WatchedHealth are the events that `watchHealth` has to hear, so that it can ask Envoys about clusters that were affected. */
export interface WatchedHealth {
  readonly onPush: (push: Push) => void;
  readonly onFleetEvent: (event: FleetEvent) => void;
}

/**
 * watchHealth asks the Envoys of a fleet for the state of watched clusters: when an Envoy has acknowledged a cluster or its
 * endpoints, when it begins to serve, and when it reports that it ejected an endpoint or put it back. The answers go to
 * `health`.
 */
export function watchHealth(
  watched: Collection<WatchedCluster>,
  fleet: Pick<Fleet, 'ask' | 'resolving'>,
  health: Omit<Health, 'reported'>,
): WatchedHealth {
  /** Watched clusters by the names in pushes that concern them: their own name, and that of their endpoint assignment. */
  const byName = new Map<string, Set<string>>();
  const resolving = new Set<string>();
  fleet.resolving(resolving);
  const take = ({ cluster, assignment, resolves }: WatchedCluster) => {
    if (resolves) resolving.add(cluster);
    for (const name of [cluster, assignment ?? cluster])
      byName.set(name, (byName.get(name) ?? new Set()).add(cluster));
  };
  const drop = ({ cluster, assignment }: WatchedCluster) => {
    resolving.delete(cluster);
    for (const name of [cluster, assignment ?? cluster]) {
      const clusters = byName.get(name);
      clusters?.delete(cluster);
      if (clusters?.size === 0) byName.delete(name);
    }
  };
  for (const [, one] of watched.entries()) take(one);
  watched.subscribe(changes => {
    for (const { before, after } of changes) {
      if (before !== undefined) drop(before);
      if (after !== undefined) take(after);
      if (before !== undefined && before.cluster !== after?.cluster) health.forgetCluster(before.cluster);
    }
  });
  return {
    onPush: ({ view, type, names, removed, rejected }) => {
      if ((type !== 'cluster' && type !== 'endpoints') || rejected !== undefined) return;
      const about = [...names, ...removed].flatMap(name => [...(byName.get(name) ?? [])]);
      if (about.length > 0) fleet.ask(view, about);
    },
    onFleetEvent: event => {
      if (event.kind === 'health') health.tell(event.gateway, event.answers);
      else if (event.kind === 'state' && event.state.kind === 'running')
        fleet.ask(event.gateway, [...new Set([...byName.values()].flatMap(names => [...names]))]);
      else if (event.kind === 'state' && event.state.kind !== 'draining') health.forget(event.gateway);
    },
  };
}
