import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { ruled } from '../schema/annotate.ts';
import { checkSocket, type IstioWorkload, workload } from './workload.ts';

/** WorkloadEntrySpec is a workload that ServiceEntries select by its labels, as they select Pods. */
export type WorkloadEntrySpec = IstioWorkload;

export const workloadEntry = defineKind({
  id: 'istio/WorkloadEntry',
  group: 'networking.istio.io',
  kind: 'WorkloadEntry',
  plural: 'workloadentries',
  shortNames: ['we'],
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  scope: 'Namespaced',
  body: Type.Object({ spec: ruled(workload, (spec, report) => checkSocket(spec, report)) }),
  hub: ({ spec }): WorkloadEntrySpec => spec,
});
export type WorkloadEntry = ResourceOf<typeof workloadEntry>;

/** workloadLabels are the labels by which a WorkloadEntry is selected: those of the object override those of its spec. */
export function workloadLabels({ spec, metadata }: WorkloadEntry): Readonly<Record<string, string>> {
  return { ...spec.labels, ...metadata.labels };
}
