import type { Collection } from '#graph';
import { type CalledClusters, type ClusterCalls, proxyIdentity, type Sidecar, sidecarKey } from '#model';
import type { LoadReport, XdsServerOptions } from '#xds';

/** Calls remembers, in memory, what sidecars called: after a restart of the control plane it is empty. */
export interface Calls {
  /** Takes in a load report. Reports of gateways, and of sidecars that do not exist, are dropped. */
  tell(report: LoadReport, sidecars: Pick<Collection<Sidecar>, 'has'>): void;
  /** What a sidecar called; undefined where it told nothing. */
  of(view: string): CalledClusters | undefined;
}

type Kept = { -readonly [K in keyof CalledClusters]: CalledClusters[K] } & {
  readonly clusters: Map<string, ClusterCalls>;
};

/** hearCalls keeps what the load reports to an xDS server say. */
export function hearCalls(
  now: () => number,
  { loadInterval }: Pick<XdsServerOptions, 'loadInterval'>,
  sidecars: () => Pick<Collection<Sidecar>, 'has'>,
): Pick<Calls, 'of'> & { readonly told: Pick<XdsServerOptions, 'onLoad' | 'loadInterval'> } {
  const { tell, of } = createCalls(now);
  const onLoad = (report: LoadReport) => tell(report, sidecars());
  return { of, told: { onLoad, ...(loadInterval === undefined ? {} : { loadInterval }) } };
}

/** Beyond these numbers, the clusters called longest ago, and the views that reported longest ago, are forgotten. */
const mostClusters = 5_000;
const mostViews = 20_000;

/** createCalls keeps calls by view, whichever of its Envoys reports; `now` is in milliseconds since the epoch. */
export function createCalls(now: () => number): Calls {
  const byView = new Map<string, Kept>();
  return {
    tell: ({ view, span, loads }, sidecars) => {
      const proxy = proxyIdentity(view);
      if (proxy?.kind !== 'sidecar' || !sidecars.has(sidecarKey(proxy.mesh, proxy.dataplane))) return;
      const time = now();
      const begun = time - span;
      const kept = byView.get(view) ?? { since: begun, until: begun, watched: 0, clusters: new Map() };
      // Several Envoys of one view report on overlapping time: count it once.
      kept.watched += Math.min(span, Math.max(0, time - kept.until));
      kept.until = time;
      for (const { cluster, requests } of loads) {
        const before = kept.clusters.get(cluster)?.requests ?? 0;
        putLast(kept.clusters, cluster, { requests: before + requests, last: time }, mostClusters);
      }
      putLast(byView, view, kept, mostViews);
    },
    of: view => byView.get(view),
  };
}

/** Puts a key last. As a Map keeps insertion order, the first key is the oldest. */
function putLast<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  for (const [first] of map) {
    map.delete(first);
    return;
  }
}
