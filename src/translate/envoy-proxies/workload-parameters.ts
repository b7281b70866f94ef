import type { Json } from '#lib/json.ts';
import type {
  KubernetesFields,
  ObjectPatch,
  PatchedSpec,
  RunnerParameters,
  WorkloadParameters,
} from '#model';
import type { EnvoyProxy } from '#resources';
import { given, unlessEmpty } from '../policies/given.ts';

type Kubernetes = NonNullable<NonNullable<EnvoyProxy['spec']['provider']>['kubernetes']>;
type Runner = NonNullable<Kubernetes['envoyDaemonSet']>;

/** workloadParameters reads how an EnvoyProxy has a cluster run proxies; undefined where it says nothing of that. */
export function workloadParameters({ provider }: EnvoyProxy['spec']): WorkloadParameters | undefined {
  const { envoyDaemonSet, envoyDeployment, envoyHpa, envoyPDB, envoyService } = provider?.kubernetes ?? {};
  // With an autoscaler, a written number of replicas would undo its work.
  const replicas = envoyHpa === undefined ? envoyDeployment?.replicas : undefined;
  return unlessEmpty(
    given({
      runner:
        envoyDaemonSet === undefined
          ? envoyDeployment && runner('Deployment', envoyDeployment, { replicas })
          : runner('DaemonSet', envoyDaemonSet, {}),
      service: envoyService && service(envoyService),
      autoscaler: envoyHpa && envoyDaemonSet === undefined ? patched(envoyHpa) : undefined,
      disruptionBudget: envoyPDB && patched(envoyPDB),
    }),
  );
}

function runner(
  kind: RunnerParameters['kind'],
  { pod, container, initContainers, strategy, patch }: Runner,
  own: { readonly replicas?: number | undefined },
): RunnerParameters {
  const { labels = {}, annotations = {}, ...ofPod } = pod ?? {};
  const strategyField = kind === 'Deployment' ? 'strategy' : 'updateStrategy';
  return {
    kind,
    spec: fields({ ...own, [strategyField]: strategy }),
    podLabels: labels,
    podAnnotations: annotations,
    pod: fields({ ...ofPod, initContainers }),
    container: fields(container ?? {}),
    ...patchOf(patch),
  };
}

function service({ labels, annotations, ...rest }: NonNullable<Kubernetes['envoyService']>) {
  return { ...patched(rest), labels, annotations };
}

function patched({ patch, ...spec }: { readonly patch?: Runner['patch'] } & object): PatchedSpec {
  return { spec: fields(spec), ...patchOf(patch) };
}

function patchOf(patch: Runner['patch']): { readonly patch?: ObjectPatch } {
  if (patch?.value === undefined) return {};
  const kind = patch.type === 'JSONMerge' ? 'json' : 'strategic';
  return { patch: { kind, value: patch.value as KubernetesFields } };
}

function fields(written: { readonly [field: string]: Json | undefined }): KubernetesFields {
  return given(written) as KubernetesFields;
}
