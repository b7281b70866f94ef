import {
  ConditionTimes,
  createIntrospection,
  type Introspection,
  PushCounts,
  type ShownProxy,
  stateMetrics,
} from '#inspect';
import { writtenObject } from '#sources/files';
import type { State } from '#state';
import type { Client, Push } from '#xds';
import type { ControlPlane } from './control-plane.ts';
import type { Evaluation } from './evaluation.ts';

/** Inspection is what can be asked of a control plane; give it the pushes from the start. */
export interface Inspection {
  readonly onPush: (push: Push) => void;
  of(controlPlane: ControlPlane): Introspection;
}

/** inspect makes the introspection of a control plane over files. */
export function inspect(state: State): Inspection {
  const counts = new PushCounts();
  return {
    onPush: push => counts.add(push),
    of: controlPlane => {
      const { graph } = controlPlane;
      const proxies = () => controlPlane.clients().map(showProxy);
      const inspected = overPipeline(controlPlane, state, proxies);
      return createIntrospection({
        ...inspected,
        metrics: () => [
          ...counts.metrics(),
          ...stateMetrics({
            sizeOf: id => controlPlane.pipeline.inputs.of(id).size,
            findings: inspected.findings,
            proxies: proxies(),
            runs: graph.dump().reduce((sum, { runs }) => sum + runs, 0),
          }),
        ],
      });
    },
  };
}

/** inspectEvaluation answers the same questions about files that nothing serves. */
export function inspectEvaluation(evaluation: Evaluation, state: State): Introspection {
  return createIntrospection({ ...overPipeline(evaluation, state, () => []), metrics: () => [] });
}

function overPipeline(
  { graph, pipeline, origin }: Pick<ControlPlane, 'graph' | 'pipeline' | 'origin'>,
  state: State,
  proxies: () => readonly ShownProxy[],
) {
  const { inputs, translation, status } = pipeline;
  const times = new ConditionTimes(Date.now);
  for (const [key, found] of status.statuses.entries()) times.observe(key, found);
  status.statuses.subscribe(changes => {
    for (const { key, after } of changes) times.observe(key, after);
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
    locate: (key: string, path: string) => {
      const found = origin(key);
      return found === undefined ? undefined : { file: found.file, line: found.locate(path) };
    },
    written: (key: string) => writtenObject(state, key),
    proxies,
  };
}

function showProxy(client: Client): ShownProxy {
  const { id, node, view, viewKnown, upToDate, mode, envoyVersion, connectedAt, rejected } = client;
  return {
    id,
    node,
    view,
    state: !viewKnown ? 'waiting' : upToDate ? 'up-to-date' : 'behind',
    mode,
    envoyVersion,
    since: new Date(connectedAt).toISOString(),
    rejected,
  };
}
