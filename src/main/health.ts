import type { ClusterAnswer } from '#dataplane';
import type { Collection, Graph } from '#graph';
import type { ClusterHealth, EndpointCount, EndpointHealth } from '#model';

/** Health is what proxies report about the endpoints of clusters, by proxy and cluster. */
export interface Health {
  readonly reported: Collection<ClusterHealth>;
  /** Takes in the endpoints that one proxy has in some clusters now. */
  tell(proxy: string, answers: readonly ClusterAnswer[]): void;
  /**
   * Takes in how many endpoints a proxy has in a cluster, where it reports only counts; undefined: it no longer has the
   * cluster.
   */
  count(proxy: string, cluster: string, counted: EndpointCount | undefined): void;
  /** A proxy is gone, and its reports with it. */
  forget(proxy: string): void;
  /** A cluster is watched no more. */
  forgetCluster(cluster: string): void;
}

/** createHealth makes an empty Health; `now` is in milliseconds since the epoch. */
export function createHealth(graph: Graph, now: () => number): Health {
  const reported = graph.source<ClusterHealth>('main/health');
  const told = new Map<string, Set<string>>();
  return {
    reported,
    tell: (proxy, answers) =>
      graph.batch(() => {
        const clusters = told.get(proxy) ?? new Set();
        told.set(proxy, clusters);
        for (const { cluster, endpoints } of answers) {
          const key = [proxy, cluster].join('\n');
          if (endpoints === undefined) {
            if (clusters.delete(cluster)) reported.delete(key);
            continue;
          }
          clusters.add(cluster);
          const before = reported.get(key)?.endpoints ?? [];
          reported.set(key, { proxy, cluster, endpoints: since(endpoints, before, now()) });
        }
      }),
    count: (proxy, cluster, counted) => {
      const key = [proxy, cluster].join('\n');
      if (counted === undefined) reported.delete(key);
      else reported.set(key, { proxy, cluster, endpoints: [], counted });
    },
    forget: proxy =>
      graph.batch(() => {
        for (const cluster of told.get(proxy) ?? []) reported.delete([proxy, cluster].join('\n'));
        told.delete(proxy);
      }),
    forgetCluster: cluster =>
      graph.batch(() => {
        for (const [proxy, clusters] of told)
          if (clusters.delete(cluster)) reported.delete([proxy, cluster].join('\n'));
      }),
  };
}

/** An endpoint whose state did not change keeps its `since`. */
function since(
  endpoints: NonNullable<ClusterAnswer['endpoints']>,
  before: readonly EndpointHealth[],
  now: number,
): readonly EndpointHealth[] {
  const known = new Map(before.map(endpoint => [endpoint.address, endpoint]));
  return endpoints.map(endpoint => {
    const was = known.get(endpoint.address);
    const { foundAt = now } = was ?? {};
    return { ...endpoint, since: was?.state === endpoint.state ? was.since : now, foundAt };
  });
}
