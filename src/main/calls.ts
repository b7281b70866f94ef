import type { Collection } from '#graph';
import { type CalledClusters, type ClusterCalls, proxyIdentity, type Sidecar, sidecarKey } from '#model';
import type { LoadReport, XdsServerOptions } from '#xds';

/** Calls remembers what sidecars called, in memory: a control plane that starts anew knows nothing yet. */
export interface Calls {
  /** What gateways tell, and who is not there, is not kept. */
  tell(report: LoadReport, sidecars: Pick<Collection<Sidecar>, 'has'>): void;
  /** What a sidecar called; undefined where it told nothing. */
  of(view: string): CalledClusters | undefined;
}

type Kept = { -readonly [K in keyof CalledClusters]: CalledClusters[K] } & {
  readonly clusters: Map<string, ClusterCalls>;
};

/** hearCalls keeps what the load reports of a server tell. */
export function hearCalls(
  now: () => number,
  { loadInterval }: Pick<XdsServerOptions, 'loadInterval'>,
  sidecars: () => Pick<Collection<Sidecar>, 'has'>,
): Pick<Calls, 'of'> & { readonly told: Pick<XdsServerOptions, 'onLoad' | 'loadInterval'> } {
  const { tell, of } = createCalls(now);
  const onLoad = (report: LoadReport) => tell(report, sidecars());
  return { of, told: { onLoad, ...(loadInterval === undefined ? {} : { loadInterval }) } };
}

/** Of more than these, those are forgotten that were called, or told, longest ago. */
const mostClusters = 5_000;
const mostViews = 20_000;

/** createCalls keeps them by view, whichever Envoy tells; `now` is in milliseconds since the epoch. */
export function createCalls(now: () => number): Calls {
  const byView = new Map<string, Kept>();
  return {
    tell: ({ view, span, loads }, sidecars) => {
      const proxy = proxyIdentity(view);
      if (proxy?.kind !== 'sidecar' || !sidecars.has(sidecarKey(proxy.mesh, proxy.dataplane))) return;
      const time = now();
      const begun = time - span;
      const kept = byView.get(view) ?? { since: begun, until: begun, watched: 0, clusters: new Map() };
      // Several Envoys of one view tell of one time.
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

/** A Map keeps the order in which keys came. */
function putLast<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  for (const [first] of map) {
    map.delete(first);
    return;
  }
}
