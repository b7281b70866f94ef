import { createIntrospection, type Introspection, PushCounts, type ShownProxy, stateMetrics } from '#inspect';
import type { Client, Push } from '#xds';
import type { ControlPlane } from './control-plane.ts';
import type { Evaluation } from './evaluation.ts';
import { inspectedPipeline, timeConditions } from './inspected-pipeline.ts';
import { locateBy } from './locate.ts';

/** Inspection answers questions about a control plane; pass it the pushes from the start. */
export interface Inspection {
  readonly onPush: (push: Push) => void;
  of(controlPlane: ControlPlane): Introspection;
}

/** inspect makes an Inspection, for one control plane. */
export function inspect(): Inspection {
  const counts = new PushCounts();
  return {
    onPush: push => counts.add(push),
    of: controlPlane => {
      const { graph, pipeline } = controlPlane;
      const proxies = () => controlPlane.clients().map(showProxy);
      return createIntrospection({
        ...inspected(controlPlane, proxies),
        metrics: () => [
          ...counts.metrics(),
          ...stateMetrics({
            sizeOf: id => pipeline.inputs.of(id).size,
            findings: pipeline.status.findings,
            proxies: proxies(),
            runs: graph.dump().reduce((sum, { runs }) => sum + runs, 0),
            startedAt: performance.timeOrigin / 1000,
          }),
        ],
      });
    },
  };
}

/** inspectEvaluation answers the same questions about files that nothing serves. */
export function inspectEvaluation(evaluation: Evaluation): Introspection {
  const times = timeConditions(evaluation.pipeline.status, Date.now);
  return createIntrospection({ ...inspected({ ...evaluation, times }, () => []), metrics: () => [] });
}

function inspected(
  controlPlane: Pick<ControlPlane, 'graph' | 'pipeline' | 'policy' | 'origin' | 'written' | 'times'> &
    Partial<Pick<ControlPlane, 'lookedUp' | 'calls'>>,
  proxies: () => readonly ShownProxy[],
) {
  const { graph, pipeline, policy, origin, written, times } = controlPlane;
  return inspectedPipeline({
    graph,
    pipeline,
    policy,
    times,
    locate: locateBy(origin),
    written,
    proxies,
    called: proxy => controlPlane.calls?.of(proxy),
    lookedUp: name => {
      const { since, addresses } = controlPlane.lookedUp?.(name) ?? {};
      if (addresses === undefined) return undefined;
      return { name, addresses, ...(since === undefined ? {} : { since: new Date(since).toISOString() }) };
    },
  });
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
