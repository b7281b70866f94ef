import type { Collection, Graph, Index, Tracker } from '#graph';
import { type Finding, isError } from '#lib/finding.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { ProxyId, Report } from '#model';
import {
  type Circumstances,
  type ObjectStatus,
  readinessStatus,
  statusOf,
  unreadableStatus,
} from './object-status.ts';
import { deriveReadiness, type HealthInputs, type Readiness, type SeenCluster } from './readiness.ts';

/** Refusal is something that a proxy could not put in force, told to the objects that caused it. Its key is the caller's. */
export interface Refusal {
  readonly origins: readonly ResourceKey[];
  /** A sentence: who refused what, and why. */
  readonly message: string;
}

export interface StatusInputs {
  readonly reports: Collection<Report>;
  /** Findings from reading the documents, by ResourceKey, or by place where a document names no object. */
  readonly findings: Collection<readonly Finding[]>;
  readonly refusals: Collection<Refusal>;
  /** Gateways that a proxy has in force. Left out where nothing runs (`render`): then every gateway counts as served. */
  readonly served?: Collection<true>;
  /** Which workloads serve services of meshes. */
  readonly workloads?: Collection<ServingWorkload>;
  /** What proxies tell of endpoints. Left out where nothing runs: then there is no readiness. */
  readonly health?: HealthInputs;
}

/** ServingWorkload says that a workload serves a service, by its ResourceKey. */
export interface ServingWorkload {
  readonly service: ResourceKey;
  readonly sidecar: ProxyId;
}

export interface Status {
  /** By ResourceKey. */
  readonly statuses: Collection<ObjectStatus>;
  /** Everything there is to say about each object or document, by key. */
  readonly findings: Collection<readonly Finding[]>;
  /** Whether the endpoints of backends are ready, by the ResourceKey of what a backend is made from. */
  readonly readiness?: Collection<Readiness>;
  /** What proxies tell of what was made from an object; nothing where none runs. */
  seen(object: ResourceKey): readonly SeenCluster[];
}

/** Remark is one thing said about an object. Most objects have none, and then nothing is kept for them. */
interface Remark {
  readonly about: ResourceKey;
  readonly findings: readonly Finding[];
  readonly rejected: readonly string[];
}

/** Trouble is what happened to an object outside translation. */
interface Trouble {
  readonly unreadable: readonly Finding[];
  readonly deprecated: readonly Finding[];
  readonly rejected: readonly string[];
}

/** deriveStatus tells what became of every object: what translation reported, what its document had wrong, what Envoy refused. */
export function deriveStatus(graph: Graph, inputs: StatusInputs): Status {
  const fromDocuments = graph.derive<readonly Finding[], Remark>(
    'status/from-documents',
    inputs.findings,
    (findings, about) => [[`document ${about}`, { about, findings, rejected: [] }]],
  );
  const fromProxies = graph.derive<Refusal, Remark>(
    'status/from-proxies',
    inputs.refusals,
    ({ origins, message }, key) =>
      origins.map(
        about =>
          [
            `proxy ${about} ${key}`,
            { about, findings: [refused(about, message)], rejected: [message] },
          ] as const,
      ),
  );
  const fromReports = graph.derive<Report, Remark>(
    'status/from-reports',
    inputs.reports,
    ({ findings }, about) =>
      findings.length === 0 ? [] : [[`report ${about}`, { about, findings, rejected: [] }]],
  );
  const about = ({ about }: Remark) => [about];
  const outside = graph.join('status/from-outside', [fromDocuments, fromProxies]);
  const troubles = graph.group<Remark, Trouble>(
    'status/troubles',
    graph.index('status/outside-by-object', outside, about),
    (_, remarks) => ({
      unreadable: remarks.flatMap(r => (r.rejected.length > 0 ? [] : r.findings.filter(isError))),
      deprecated: remarks.flatMap(r => r.findings.filter(f => f.reason === 'DeprecatedField')),
      rejected: remarks.flatMap(r => r.rejected),
    }),
  );
  const everything: Index<Remark> = graph.index(
    'status/remarks-by-object',
    graph.join('status/remarks', [fromDocuments, fromProxies, fromReports]),
    about,
  );

  const reported = graph.view<Report, ObjectStatus>('status/reported', inputs.reports, report =>
    statusOf(report, calm),
  );
  const derived = inputs.health === undefined ? undefined : deriveReadiness(graph, inputs.health);
  const readiness = derived?.readiness;
  const connectedOf = countConnected(graph, inputs);
  const corrected = graph.map<Report, ObjectStatus>(
    'status/corrected',
    inputs.reports,
    (report, key, track) => {
      const trouble = track.fetch(troubles, key);
      const proxy = proxyOf(report);
      const idle = proxy !== undefined && isIdle(proxy, inputs.served, track);
      const ready = readiness && track.fetch(readiness, key);
      const connected = report.outcome.kind === 'service' ? connectedOf(key, track) : undefined;
      if (trouble === undefined && !idle && ready === undefined && connected === undefined) return undefined;
      const { unreadable, deprecated, rejected } = trouble ?? calm;
      return statusOf(report, {
        ...{ unreadable, deprecated, rejected, idle },
        ...(ready === undefined ? {} : { readiness: ready }),
        ...(connected === undefined ? {} : { connected }),
      });
    },
  );
  const unreadable = graph.map<Trouble, ObjectStatus>(
    'status/unreadable',
    troubles,
    ({ unreadable }, key, track) => {
      const mistakes = unreadable.filter(f => f.ref !== undefined);
      if (mistakes.length === 0 || track.fetch(inputs.reports, key) !== undefined) return undefined;
      return unreadableStatus(mistakes);
    },
  );
  // An object without a report (a Service) has its readiness for a status, and nothing else.
  const unreported =
    readiness === undefined
      ? []
      : [
          graph.map<Readiness, ObjectStatus>('status/ready', readiness, (ready, key, track) =>
            track.fetch(inputs.reports, key) === undefined ? readinessStatus(ready) : undefined,
          ),
        ];
  return {
    // Most objects are as translation reported them: their status is worded when someone asks.
    statuses: graph.join('status/statuses', [corrected, unreadable, reported, ...unreported]),
    findings: graph.group<Remark, readonly Finding[]>('status/findings', everything, (_, remarks) =>
      remarks.flatMap(r => r.findings),
    ),
    ...(readiness === undefined ? {} : { readiness }),
    seen: object => derived?.seen(object) ?? [],
  };
}

/** How many of the workloads that serve a service are connected; undefined where none can be. */
function countConnected(
  graph: Graph,
  { workloads, served }: StatusInputs,
): (service: ResourceKey, track: Tracker) => number | undefined {
  if (workloads === undefined || served === undefined) return () => undefined;
  const connected = graph.map<ServingWorkload, ResourceKey>(
    'status/connected-workloads',
    workloads,
    ({ service, sidecar }, _key, track) => (track.fetch(served, sidecar) === undefined ? undefined : service),
  );
  const byService = graph.index('status/connected-by-service', connected, service => [service]);
  return (service, track) => track.count(byService, service);
}

const calm: Circumstances = { unreadable: [], deprecated: [], rejected: [], idle: false };

function refused(key: ResourceKey, message: string): Finding {
  return { severity: 'error', reason: 'RejectedByProxy', message, path: '', ref: parseResourceKey(key) };
}

/** The one proxy that decides whether an object as a whole is in force, where there is one. */
function proxyOf({ outcome }: Report): ProxyId | undefined {
  switch (outcome.kind) {
    case 'gateway':
    case 'listener-set':
      return outcome.proxy;
    case 'object':
    case 'policy':
    case 'route':
    case 'service':
      return undefined;
  }
}

function isIdle(proxy: ProxyId, served: Collection<true> | undefined, track: Tracker): boolean {
  return served !== undefined && track.fetch(served, proxy) === undefined;
}
