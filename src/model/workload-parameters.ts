import type { Json } from '#lib/json.ts';

/** Fields are those of an object of Kubernetes, in its own words. */
export type KubernetesFields = { readonly [field: string]: Json };

/** WorkloadParameters are what is wanted of the objects that run a gateway's proxies, beyond what all have. */
export interface WorkloadParameters {
  /** Somebody else runs them: nothing is made. */
  readonly isSelfManaged?: true;
  /** One on each node, rather than so many; what is said of pods is said by its kind. */
  readonly runner?: RunnerParameters;
  readonly service?: ServiceParameters;
  readonly serviceAccount?: NamedParameters;
  /** A HorizontalPodAutoscaler's `spec`, without its target. */
  readonly autoscaler?: PatchedSpec;
  /** A PodDisruptionBudget's `spec`, without its selector. */
  readonly disruptionBudget?: PatchedSpec;
}

/** RunnerParameters are those of a Deployment or a DaemonSet. */
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

/** NamedParameters are labels and annotations of an object, beside those that all have. */
export interface NamedParameters {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** ServiceParameters are those of the Service. */
export interface ServiceParameters extends PatchedSpec, NamedParameters {}

/** PatchedSpec is fields of an object's `spec`, and what is merged over the object at last. */
export interface PatchedSpec {
  readonly spec: KubernetesFields;
  readonly patch?: ObjectPatch;
}

/** ObjectPatch is what is merged over an object: with the members of its lists, as Kubernetes does with its own kinds, or with lists whole (RFC 7396). */
export interface ObjectPatch {
  readonly kind: 'strategic' | 'json';
  readonly value: KubernetesFields;
}
