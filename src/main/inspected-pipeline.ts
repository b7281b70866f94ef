import { listenerName } from '#envoy';
import { type Graph, systemClock } from '#graph';
import { ConditionTimes, type Inspected } from '#inspect';
import type { Status } from '#status';
import type { AddressPolicy } from '#translate';
import { resourcesByProxy, sendingsOf } from './evaluation.ts';
import { holdingsOf } from './holdings.ts';
import type { Pipeline } from './pipeline.ts';

/** PipelineInspection is a pipeline, with the knowledge that introspection needs and the pipeline lacks. */
export interface PipelineInspection
  extends Pick<Inspected, 'locate' | 'written' | 'proxies' | 'times' | 'lookedUp' | 'called'> {
  readonly graph: Graph;
  readonly pipeline: Pipeline;
  /** Which addresses and sockets Backends may name there. */
  readonly policy: AddressPolicy;
}

/** timeConditions records when conditions change, from now on; `now` is in milliseconds since the epoch. */
export function timeConditions({ statuses }: Status, now: () => number): ConditionTimes {
  const times = new ConditionTimes(now);
  statuses.subscribe(changes => {
    for (const { key, before, after } of changes) times.observe(key, before, after);
  });
  return times;
}

/** inspectedPipeline is a pipeline in the form that introspection reads. */
export function inspectedPipeline(inspection: PipelineInspection): Omit<Inspected, 'metrics'> {
  const { graph, pipeline, policy, times, locate, written, proxies, lookedUp, called } = inspection;
  const { inputs, translation, reports, policies, status } = pipeline;
  return {
    graph,
    resources: inputs.of,
    reports,
    policies,
    gateways: translation.gateways,
    edges: translation.edges,
    attachments: translation.attachments,
    mesh: translation.mesh,
    called,
    holdings: () => holdingsOf(pipeline),
    patches: translation.patches,
    backends: translation.backends,
    allowed: { addresses: [...policy.allowed], sockets: policy.socketDirectories },
    views: () => resourcesByProxy(pipeline),
    // Printing is loaded when somebody asks: a process that only serves has no need of it.
    configuration: async proxy => {
      const { printResources } = await import('#envoy/printing');
      return printResources(sendingsOf(pipeline).of(proxy));
    },
    listenerName,
    statuses: status.statuses,
    findings: status.findings,
    seen: status.seen,
    lookedUp,
    times,
    now: systemClock.now,
    locate,
    written,
    proxies,
  };
}
