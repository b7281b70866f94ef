import type { Graph, Index } from '#graph';
import { hasEntries } from '#lib/has-entries.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type ServiceEntry, type WorkloadEntry, workloadLabels } from '#resources';
import type { Inputs } from '../../inputs.ts';

/** SelectedWorkload is a workload that serves a ServiceEntry, whose selector matches its labels. */
export interface SelectedWorkload {
  readonly entry: ResourceKey;
  readonly workload: WorkloadEntry;
}

/**
 * selectWorkloads finds the workloads of each ServiceEntry in its own namespace, by the entry's ResourceKey. A workload that
 * comes, goes or gets other labels is compared only with the entries whose first selected label it has.
 */
export function selectWorkloads(graph: Graph, inputs: Inputs): Index<SelectedWorkload> {
  const selected = graph.pair<ServiceEntry, WorkloadEntry, SelectedWorkload>(
    'translate/workloads-of-service-entries',
    inputs.of('istio/ServiceEntry'),
    inputs.of('istio/WorkloadEntry'),
    {
      leftTerms: ({ ref, spec }) =>
        Object.entries(spec.workloadSelector?.labels ?? {})
          .slice(0, 1)
          .map(label => term(ref.namespace, label)),
      rightTerms: workload =>
        Object.entries(workloadLabels(workload)).map(label => term(workload.ref.namespace, label)),
      make: ({ spec }, workload, entry) =>
        hasEntries(workloadLabels(workload), spec.workloadSelector?.labels ?? {})
          ? { entry, workload }
          : undefined,
    },
  );
  return graph.index('translate/workloads-by-service-entry', selected, ({ entry }) => [entry]);
}

function term(namespace: string, [label, value]: readonly [string, string]): string {
  return `${namespace}/${label}=${value}`;
}
