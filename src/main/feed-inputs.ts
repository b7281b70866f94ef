import type { Graph } from '#graph';
import type { SourceSink } from '#sources';
import type { Inputs } from '#translate';

/** feedInputs gives the sink through which a source's changes enter the graph: one call is one batch. */
export function feedInputs(graph: Graph, inputs: Inputs): SourceSink {
  return changes =>
    graph.batch(() => {
      for (const { key, entry } of changes) inputs.set(key, entry ?? nothing);
    });
}

const nothing = { findings: [] };
