import type { Graph } from '#graph';
import { ConditionTimes, type Inspected } from '#inspect';
import type { Pipeline } from './pipeline.ts';

/** PipelineInspection is a pipeline, and what is to be told of it that it does not know itself. */
export interface PipelineInspection extends Pick<Inspected, 'locate' | 'written' | 'proxies'> {
  readonly graph: Graph;
  readonly pipeline: Pipeline;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** inspectedPipeline is a pipeline as introspection looks at it, its conditions timed from now on. */
export function inspectedPipeline(inspection: PipelineInspection): Omit<Inspected, 'metrics'> {
  const { graph, pipeline, now, locate, written, proxies } = inspection;
  const { inputs, translation, status } = pipeline;
  const times = new ConditionTimes(now);
  status.statuses.subscribe(changes => {
    for (const { key, before, after } of changes) times.observe(key, before, after);
  });
  return {
    graph,
    resources: inputs.of,
    reports: translation.reports,
    gateways: translation.gateways,
    backends: translation.backends,
    statuses: status.statuses,
    findings: status.findings,
    times,
    locate,
    written,
    proxies,
  };
}
