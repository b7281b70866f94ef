import type { Collection } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type { Metric, Sample } from './metric.ts';
import { servedKinds } from './served-kind.ts';
import type { ShownProxy } from './shown-proxy.ts';

/** StateCounted is the state that is counted when asked. */
export interface StateCounted {
  readonly sizeOf: (id: (typeof servedKinds)[number]['id']) => number;
  readonly findings: Collection<readonly Finding[]>;
  readonly proxies: readonly ShownProxy[];
  /** Derivations that ran since the start. */
  readonly runs: number;
  /** The time of the start, in seconds since the epoch. */
  readonly startedAt: number;
}

/** stateMetrics counts the present state. No label names an object, since their number is unbounded. */
export function stateMetrics({
  sizeOf,
  findings,
  proxies,
  runs,
  startedAt,
}: StateCounted): readonly Metric[] {
  const severities = { error: 0, warning: 0 };
  for (const [, found] of findings.entries()) for (const { severity } of found) severities[severity]++;
  const states = { 'up-to-date': 0, behind: 0, waiting: 0 };
  for (const { state } of proxies) states[state]++;
  const memory = process.memoryUsage.rss();
  const { user, system } = process.cpuUsage();
  return [
    gauge('fairlead_proxies', 'Connected proxies.', by('state', states)),
    gauge(
      'fairlead_proxy_rejections',
      'Resources that a connected proxy refuses now.',
      one(refusals(proxies)),
    ),
    gauge('fairlead_findings', 'Mistakes in what users wrote.', by('severity', severities)),
    gauge(
      'fairlead_resources',
      'Objects in force.',
      servedKinds.map(({ id, plural }) => ({ labels: { kind: plural }, value: sizeOf(id) })),
    ),
    {
      name: 'fairlead_derivations_total',
      kind: 'counter',
      help: 'Derivations that ran.',
      samples: one(runs),
    },
    {
      name: 'process_cpu_seconds_total',
      kind: 'counter',
      help: 'CPU time.',
      samples: one((user + system) / 1e6),
    },
    gauge(
      'process_start_time_seconds',
      'When the process began, in seconds since the epoch.',
      one(startedAt),
    ),
    gauge('process_resident_memory_bytes', 'Resident memory.', one(memory)),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, kind: 'gauge', help, samples };
}

function one(value: number): readonly Sample[] {
  return [{ labels: {}, value }];
}

function by(label: string, counts: Readonly<Record<string, number>>): readonly Sample[] {
  return Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));
}

function refusals(proxies: readonly ShownProxy[]): number {
  return proxies.reduce((sum, { rejected }) => sum + rejected.length, 0);
}
