import type { Collection, Graph, Index, Tracker } from '#graph';
import { type Finding, isError } from '#lib/finding.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { ProxyId, Report } from '#model';
import { type Circumstances, type ObjectStatus, statusOf, unreadableStatus } from './object-status.ts';

/** Refusal is something that could not be put in force at the proxy, told to the object that caused it. Keys are the caller's. */
export interface Refusal {
  readonly origins: readonly ResourceKey[];
  /** A sentence: who refused what, and why. */
  readonly message: string;
}

export interface StatusInputs {
  readonly reports: Collection<Report>;
  /** What reading the documents had to say, by ResourceKey or by place where a document names no object. */
  readonly findings: Collection<readonly Finding[]>;
  readonly refusals: Collection<Refusal>;
  /** Gateways with a connected proxy. Left out where nothing runs (`render`): then each counts as connected. */
  readonly connected?: Collection<true>;
}

export interface Status {
  /** By ResourceKey. */
  readonly statuses: Collection<ObjectStatus>;
  /** Everything there is to say about each object or document, by key. */
  readonly findings: Collection<readonly Finding[]>;
}

/** deriveStatus tells what became of every object: what translation reported, what its document had wrong, what Envoy refused. */
export function deriveStatus(graph: Graph, inputs: StatusInputs): Status {
  const refusals: Index<Refusal> = graph.index('status/refusals-by-origin', inputs.refusals, r => r.origins);
  const rejected = (key: ResourceKey, track: Tracker) => track.fetchAll(refusals, key).map(r => r.message);
  const errors = (key: ResourceKey, track: Tracker) =>
    (track.fetch(inputs.findings, key) ?? []).filter(isError);

  const reported = graph.map<Report, ObjectStatus>(
    'status/reported',
    inputs.reports,
    (report, key, track) => {
      const circumstances: Circumstances = {
        rejected: rejected(key, track),
        unreadable: errors(key, track),
        idle: report.outcome.kind === 'gateway' && isIdle(proxyOf(report), inputs.connected, track),
      };
      return statusOf(report, circumstances);
    },
  );
  const unreadable = graph.map<readonly Finding[], ObjectStatus>(
    'status/unreadable',
    inputs.findings,
    (found, key, track) => {
      const mistakes = found.filter(f => isError(f) && f.ref !== undefined);
      if (mistakes.length === 0 || track.fetch(inputs.reports, key) !== undefined) return undefined;
      return unreadableStatus(mistakes);
    },
  );
  const all = graph.join('status/everything-said', [
    graph.map<Report, readonly Finding[]>('status/of-reports', inputs.reports, (report, key, track) =>
      some([
        ...(track.fetch(inputs.findings, key) ?? []),
        ...report.findings,
        ...refused(key, rejected(key, track)),
      ]),
    ),
    inputs.findings,
  ]);
  return { statuses: graph.join('status/statuses', [reported, unreadable]), findings: all };
}

function some(findings: readonly Finding[]): readonly Finding[] | undefined {
  return findings.length === 0 ? undefined : findings;
}

function refused(key: ResourceKey, messages: readonly string[]): Finding[] {
  return messages.map(message => ({
    severity: 'error',
    reason: 'RejectedByProxy',
    message,
    path: '',
    ref: parseResourceKey(key),
  }));
}

function proxyOf({ ref }: Report): ProxyId {
  return `${ref.namespace}/${ref.name}`;
}

function isIdle(proxy: ProxyId, connected: Collection<true> | undefined, track: Tracker): boolean {
  return connected !== undefined && track.fetch(connected, proxy) === undefined;
}
