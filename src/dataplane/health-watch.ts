import { askClusters, type ClusterAnswer, type EndpointAnswer } from './cluster-answer.ts';
import type { HealthEvent } from './health-event.ts';

export interface HealthWatchOptions {
  readonly adminSocket: string;
  /** Called with what was found of the clusters that were asked for. */
  readonly onAnswers: (answers: readonly ClusterAnswer[]) => void;
  /** The clusters whose names Envoy looks up. Envoy does not announce a DNS answer, so they are asked for repeatedly. */
  readonly resolving: () => ReadonlySet<string>;
}

/**
 * HealthWatch asks one Envoy for the state of clusters when something happened to them. A cluster is asked for at most once a
 * second, however much happens; up to a hundred are asked for at a time, and Envoy is left alone four fifths of the time.
 */
export interface HealthWatch {
  /** Notes that something may have changed in these clusters. */
  note(clusters: Iterable<string>): void;
  /** Takes an event that Envoy reported by itself. */
  heard(event: HealthEvent): void;
  stop(): void;
}

/** ms that a question waits, so that events of several endpoints at once become one question. */
const settling = 100;
/** ms between two questions for one cluster, so that a flapping endpoint is shown once a second. */
const again = 1_000;
const atOnce = 100;
/** A cluster that does not exist is usually about to be created, so it is looked for this many times. */
const tries = 20;

export function createHealthWatch({ adminSocket, onAnswers, resolving }: HealthWatchOptions): HealthWatch {
  /** The time at which each cluster is to be asked for, by `performance.now()`. */
  const due = new Map<string, number>();
  const asked = new Map<string, number>();
  const missing = new Map<string, number>();
  /** Why endpoints were taken out, by cluster and address: Envoy reports it once, and does not repeat it when asked. */
  const reasons = new Map<string, Map<string, string>>();
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isAsking = false;
  let restUntil = 0;

  function note(clusters: Iterable<string>): void {
    const now = performance.now();
    for (const cluster of clusters) {
      const soonest = Math.max(now + settling, (asked.get(cluster) ?? Number.NEGATIVE_INFINITY) + again);
      due.set(cluster, Math.min(soonest, due.get(cluster) ?? Number.POSITIVE_INFINITY));
    }
    plan();
  }

  function plan(): void {
    if (isAsking || due.size === 0 || ending.signal.aborted) return;
    clearTimeout(timer);
    const first = Math.max(restUntil, Math.min(...due.values()));
    timer = setTimeout(() => void ask(), Math.max(0, first - performance.now())).unref();
  }

  async function ask(): Promise<void> {
    const began = performance.now();
    const names = [...due].flatMap(([name, time]) => (time <= began ? [name] : [])).slice(0, atOnce);
    for (const name of names) {
      due.delete(name);
      asked.set(name, began);
    }
    isAsking = true;
    const answers = await askClusters(adminSocket, names, ending.signal).catch(() => undefined);
    isAsking = false;
    if (ending.signal.aborted) return;
    const now = performance.now();
    restUntil = now + 4 * (now - began);
    const lookedUp = resolving();
    for (const { cluster, endpoints } of answers ??
      names.map(cluster => ({ cluster, endpoints: undefined }))) {
      const times = endpoints === undefined ? (missing.get(cluster) ?? 0) + 1 : 0;
      if (times === 0) missing.delete(cluster);
      else missing.set(cluster, times);
      if ((times > 0 && times < tries) || (times === 0 && lookedUp.has(cluster)))
        due.set(cluster, Math.min(began + again, due.get(cluster) ?? Number.POSITIVE_INFINITY));
      else if (times >= tries) forget(cluster);
    }
    if (answers !== undefined) onAnswers(answers.map(withReasons));
    plan();
  }

  function withReasons({ cluster, endpoints }: ClusterAnswer): ClusterAnswer {
    const known = reasons.get(cluster);
    if (known === undefined) return { cluster, endpoints };
    const out = new Set(endpoints?.flatMap(e => (isOut(e) ? [e.address] : [])));
    for (const address of known.keys()) if (!out.has(address)) known.delete(address);
    if (known.size === 0) reasons.delete(cluster);
    return {
      cluster,
      endpoints: endpoints?.map(endpoint => {
        const why = isOut(endpoint) ? known.get(endpoint.address) : undefined;
        return why === undefined ? endpoint : { ...endpoint, why };
      }),
    };
  }

  function forget(cluster: string): void {
    asked.delete(cluster);
    missing.delete(cluster);
  }

  return {
    note,
    heard({ cluster, address, why }) {
      if (address !== undefined && why !== undefined)
        reasons.set(cluster, (reasons.get(cluster) ?? new Map()).set(address, why));
      note([cluster]);
    },
    stop() {
      ending.abort();
      clearTimeout(timer);
    },
  };
}

function isOut({ state }: EndpointAnswer): boolean {
  return state === 'unhealthy' || state === 'ejected';
}
