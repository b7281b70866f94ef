import type { Collection, Graph } from '#graph';
import type { EndpointCount, WatchedCluster } from '#model';
import type { MembershipReport, XdsServerOptions } from '#xds';
import type { Health } from './health.ts';

/** HeardHealth takes in what proxies report unasked about their endpoints: how many a cluster has, and how many are healthy. */
export interface HeardHealth extends Required<Pick<XdsServerOptions, 'onMembership' | 'onDeparture'>> {
  /** Keeps the reports about these clusters from now on. */
  follow(watched: Collection<WatchedCluster>): void;
}

/** hearHealth passes on reports about watched clusters, where they differ from before. */
export function hearHealth(graph: Graph, health: Pick<Health, 'count'>): HeardHealth {
  /** Watched clusters, by Envoy's name for each in statistics. */
  const byStat = new Map<string, string>();
  /** What each view has told, by cluster. */
  const told = new Map<string, Map<string, EndpointCount>>();
  const forget = (view: string, cluster: string) => {
    if (told.get(view)?.delete(cluster) === true) health.count(view, cluster, undefined);
  };
  const onMembership = ({ view, clusters }: MembershipReport) => {
    const before = told.get(view) ?? new Map<string, EndpointCount>();
    const now = new Map<string, EndpointCount>();
    for (const [stat, { total, healthy }] of clusters) {
      const cluster = byStat.get(stat);
      if (cluster !== undefined && total !== undefined && healthy !== undefined)
        now.set(cluster, { total, healthy });
    }
    told.set(view, now);
    graph.batch(() => {
      for (const [cluster, counted] of now) {
        const was = before.get(cluster);
        if (was?.total !== counted.total || was.healthy !== counted.healthy)
          health.count(view, cluster, counted);
      }
      for (const cluster of before.keys()) if (!now.has(cluster)) health.count(view, cluster, undefined);
    });
  };
  return {
    onMembership,
    onDeparture: view =>
      graph.batch(() => {
        for (const cluster of [...(told.get(view)?.keys() ?? [])]) forget(view, cluster);
        told.delete(view);
      }),
    follow: watched => {
      for (const [, { cluster }] of watched.entries()) byStat.set(statName(cluster), cluster);
      watched.subscribe(changes =>
        queueMicrotask(() =>
          graph.batch(() => {
            for (const { before, after } of changes) {
              if (after !== undefined) byStat.set(statName(after.cluster), after.cluster);
              if (before === undefined || before.cluster === after?.cluster) continue;
              byStat.delete(statName(before.cluster));
              for (const view of told.keys()) forget(view, before.cluster);
            }
          }),
        ),
      );
    },
  };
}

function statName(cluster: string): string {
  return cluster.replaceAll(':', '_');
}
