import { findResource, isOurs } from '#inspect';
import { EventRecorder, type Occurrence, type ToldFindings, tellFindings } from '#kube';
import { isMap } from '#lib/fields.ts';
import type { Leadership } from '#lib/leadership.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { steadyClock } from '#lib/system-clock.ts';
import { kindOf } from '#resources';
import type { Cluster } from '#sources/kubernetes';
import type { ControlPlane } from './control-plane-contract.ts';

export interface RecordEventsOptions {
  readonly controlPlane: Pick<ControlPlane, 'pipeline' | 'written'>;
  readonly cluster: Cluster;
  /** The `controllerName` that makes a GatewayClass ours. */
  readonly controller: string;
  /** Which of several replicas writes. Absent: this one does. */
  readonly leadership?: Leadership | undefined;
  readonly onNotice: (message: string) => void;
}

/** EventLog writes about objects, as Events of the cluster. */
export interface EventLog extends Pick<ToldFindings, 'gatewayProblem'> {
  close(): Promise<void>;
}

/** recordEvents writes Events about the findings of a cluster's objects, from now on. */
export function recordEvents(options: RecordEventsOptions): EventLog {
  const { controlPlane, cluster, leadership, onNotice } = options;
  const recorder = new EventRecorder({ cluster, onNotice });
  const told = tellFindings({
    findings: controlPlane.pipeline.status.findings,
    regarding: key => regardedBy(key, options),
    record: occurrence => recorder.record(occurrence),
    clock: steadyClock,
    leadership,
  });
  return {
    gatewayProblem: told.gatewayProblem,
    close: () => {
      told.close();
      return recorder.close();
    },
  };
}

/** The object of a key, if it is in the cluster and ours to report on: Kubernetes' own kinds are not. */
function regardedBy(
  key: ResourceKey,
  { controlPlane, controller }: Pick<RecordEventsOptions, 'controlPlane' | 'controller'>,
): Occurrence['regarding'] | undefined {
  // Findings about a document that names no object have a key of another form.
  if (key.split('/').length !== 5) return undefined;
  const { inputs, status } = controlPlane.pipeline;
  const ref = parseResourceKey(key);
  const id = kindOf(ref.group, ref.kind)?.id;
  if (id === undefined || id.startsWith('kubernetes/')) return undefined;
  const resource = findResource(inputs.of, key);
  const found = controlPlane.written(key);
  const written = isMap(found) ? found : {};
  const uid = resource?.metadata.uid ?? (isMap(written.metadata) ? written.metadata.uid : undefined);
  const apiVersion = resource?.apiVersion ?? written.apiVersion;
  if (typeof uid !== 'string' || typeof apiVersion !== 'string') return undefined;
  const judged = { ref, written, isInForce: resource !== undefined, status: status.statuses.get(key) };
  if (!isOurs(judged, inputs, controller)) return undefined;
  const { kind, namespace, name } = ref;
  return { apiVersion, kind, namespace, name, uid };
}
