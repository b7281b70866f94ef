import type { Json } from '#lib/json.ts';

/** KubernetesFields are fields of a Kubernetes object, by their names there. */
export type KubernetesFields = { readonly [field: string]: Json };

/** WorkloadParameters customize the objects that run a gateway's proxies. */
export interface WorkloadParameters {
  /** Nothing is created: the user runs the proxies. */
  readonly isSelfManaged?: true;
  /** The Deployment, or a DaemonSet (one proxy on each node), and its pods. */
  readonly runner?: RunnerParameters;
  readonly service?: ServiceParameters;
  readonly serviceAccount?: NamedParameters;
  /** The `spec` of a HorizontalPodAutoscaler, without its target. */
  readonly autoscaler?: PatchedSpec;
  /** The `spec` of a PodDisruptionBudget, without its selector. */
  readonly disruptionBudget?: PatchedSpec;
}

/** RunnerParameters customize a Deployment or a DaemonSet. */
export interface RunnerParameters {
  readonly kind: 'Deployment' | 'DaemonSet';
  /** Fields of its `spec`. */
  readonly spec: KubernetesFields;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly podAnnotations: Readonly<Record<string, string>>;
  /** Fields of the pod's `spec`. */
  readonly pod: KubernetesFields;
  /** Fields of Envoy's container. */
  readonly container: KubernetesFields;
  readonly patch?: ObjectPatch;
}

/** NamedParameters are labels and annotations of an object, in addition to those that all objects have. */
export interface NamedParameters {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** ServiceParameters customize the Service. */
export interface ServiceParameters extends PatchedSpec, NamedParameters {}

/** PatchedSpec is fields of an object's `spec`, and a patch that is merged over the whole object last. */
export interface PatchedSpec {
  readonly spec: KubernetesFields;
  readonly patch?: ObjectPatch;
}

/**
 * ObjectPatch is merged over an object: `strategic` merges lists by their members, as Kubernetes does for its own kinds; `json`
 * replaces lists (RFC 7396).
 */
export interface ObjectPatch {
  readonly kind: 'strategic' | 'json';
  readonly value: KubernetesFields;
}
