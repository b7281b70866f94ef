import type { Graph } from '#graph';
import type { SourceSink } from '#sources';
import type { ChangeTracing } from '#tracing';
import type { Inputs } from '#translate';

/** feedInputs gives the sink through which a source's changes enter the graph: one call is one batch. */
export function feedInputs(
  graph: Graph,
  inputs: Inputs,
  tracing?: Pick<ChangeTracing, 'settle'>,
): SourceSink {
  return (changes, seen) => {
    const settle = () =>
      graph.batch(() => {
        for (const { key, entry } of changes) inputs.set(key, entry ?? nothing);
      });
    if (tracing === undefined) settle();
    else
      tracing.settle(
        changes.map(({ key }) => key),
        seen,
        settle,
      );
  };
}

const nothing = { findings: [] };
