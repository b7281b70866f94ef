import { resourceKey } from '#lib/resource-ref.ts';
import type {
  KubernetesFields,
  NamedParameters,
  PatchedSpec,
  ProxyProcess,
  WorkloadParameters,
} from '#model';
import type { GatewayParameters } from '#resources';
import { given, unlessEmpty } from '../policies/given.ts';
import type { EnvoyProxyContext, EnvoyProxyState } from './envoy-proxy.ts';
import { extraArgumentsOf } from './extra-arguments.ts';
import { logLevelsOf } from './log-levels.ts';
import type { Read } from './read.ts';

type Kube = NonNullable<GatewayParameters['spec']['kube']>;
type Overlay = NonNullable<Kube['deploymentOverlay']>;

/** translateKgatewayParameters translates kgateway's GatewayParameters as an EnvoyProxy that says only how proxies are run. */
export function translateKgatewayParameters(
  { ref, spec: { kube } }: GatewayParameters,
  { proxiesStartElsewhere }: Pick<EnvoyProxyContext, 'proxiesStartElsewhere'>,
): EnvoyProxyState {
  const process = kube === undefined ? undefined : processOf(kube);
  const warning = { severity: 'warning', reason: 'UnsupportedValue', ref } as const;
  const isElsewhere = process?.value !== undefined && proxiesStartElsewhere;
  return {
    origin: resourceKey(ref),
    merges: true,
    mergesGateways: false,
    listener: {},
    backend: {},
    ...given({
      process: process?.value,
      workload: kube === undefined ? { isSelfManaged: true as const } : workloadOf(kube),
    }),
    hosts: [],
    problems: [],
    findings: [
      ...(process?.mistakes ?? []).map(mistake => ({ ...mistake, ...warning })),
      ...(isElsewhere ? [{ ...warning, message: elsewhere, path: 'spec.kube.envoyContainer' }] : []),
    ],
  };
}

const elsewhere =
  'how the process of a proxy is run (bootstrap, extraArgs, gracefulShutdown) has no effect where others start it; say it there, or have Fairlead start it (`up`, `serve --run-gateways`)';

const container = 'spec.kube.envoyContainer';
/** Flags that are set by other fields, and by which. */
const flagsElsewhere = {
  '--component-log-level': `${container}.bootstrap.componentLogLevels`,
  '--log-level': `${container}.bootstrap.logLevel`,
  '-l': `${container}.bootstrap.logLevel`,
};

function processOf({ envoyContainer, podTemplate }: Kube): Read<ProxyProcess | undefined> {
  const { bootstrap, extraArgs = [] } = envoyContainer ?? {};
  const { componentLogLevels = {}, logLevel } = bootstrap ?? {};
  const level = { ...componentLogLevels, ...given({ default: logLevel }) };
  const levels = logLevelsOf({ logging: { level } }, `${container}.bootstrap.componentLogLevels`);
  const extra = extraArgumentsOf({ extraArgs }, `${container}.extraArgs`, flagsElsewhere);
  return {
    value: unlessEmpty(
      given({
        logLevels: levels.value,
        extraArguments: extra.value.length === 0 ? undefined : extra.value,
        shutdown: shutdownOf(podTemplate),
      }),
    ),
    mistakes: [...levels.mistakes, ...extra.mistakes],
  };
}

function shutdownOf(pod: Kube['podTemplate']) {
  const { gracefulShutdown, terminationGracePeriodSeconds } = pod ?? {};
  const { enabled = false, sleepTimeSeconds } = gracefulShutdown ?? {};
  const ms = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);
  return unlessEmpty(
    given({
      atLeast: enabled ? ms(sleepTimeSeconds) : undefined,
      atMost: ms(terminationGracePeriodSeconds),
    }),
  );
}

function workloadOf(kube: Kube): WorkloadParameters | undefined {
  const { deployment, deploymentOverlay, envoyContainer, podTemplate, service, serviceOverlay } = kube;
  const { horizontalPodAutoscaler, podDisruptionBudget, serviceAccount } = kube;
  const isSaid = [deployment, deploymentOverlay, envoyContainer, podTemplate].some(
    part => part !== undefined,
  );
  return unlessEmpty(
    given({
      runner: isSaid ? runnerOf(kube) : undefined,
      service: service || serviceOverlay ? serviceOf(kube) : undefined,
      serviceAccount: serviceAccount && named(serviceAccount),
      autoscaler: horizontalPodAutoscaler && madeOf(horizontalPodAutoscaler),
      disruptionBudget: podDisruptionBudget && madeOf(podDisruptionBudget),
    }),
  );
}

function runnerOf({
  deployment,
  deploymentOverlay,
  envoyContainer,
  horizontalPodAutoscaler,
  podTemplate,
}: Kube): NonNullable<WorkloadParameters['runner']> {
  const own: Partial<NonNullable<Kube['podTemplate']>> = podTemplate ?? {};
  const { gracefulShutdown: _, terminationGracePeriodSeconds: __, ...written } = own;
  const { extraAnnotations = {}, extraLabels = {}, extraVolumes: volumes, ...pod } = written;
  const { env, extraVolumeMounts: volumeMounts, image, resources, securityContext } = envoyContainer ?? {};
  // With an autoscaler, a written number of replicas would undo its work.
  const replicas = horizontalPodAutoscaler === undefined ? deployment?.replicas : undefined;
  return {
    kind: 'Deployment',
    spec: fields({ replicas, strategy: deployment?.strategy }),
    podLabels: extraLabels,
    podAnnotations: extraAnnotations,
    pod: fields({ ...pod, volumes }),
    container: fields({
      ...{ env, resources, securityContext, volumeMounts },
      image: image && imageOf(image),
      imagePullPolicy: image?.pullPolicy,
    }),
    ...patchOf(deploymentOverlay),
  };
}

function imageOf({
  registry,
  repository,
  tag,
  digest,
}: NonNullable<NonNullable<Kube['envoyContainer']>['image']>): string | undefined {
  if (repository === undefined) return undefined;
  const name = registry === undefined ? repository : `${registry}/${repository}`;
  return `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function serviceOf({ service, serviceOverlay }: Kube): NonNullable<WorkloadParameters['service']> {
  const { extraAnnotations = {}, extraLabels = {}, ...spec } = service ?? {};
  return {
    labels: extraLabels,
    annotations: extraAnnotations,
    spec: fields(spec),
    ...patchOf(serviceOverlay),
  };
}

function named({ extraAnnotations, extraLabels }: NonNullable<Kube['serviceAccount']>): NamedParameters {
  return { labels: extraLabels, annotations: extraAnnotations };
}

/** An object that is created because it is written. */
function madeOf({ metadata, spec }: Overlay): PatchedSpec {
  return { spec: (spec ?? {}) as KubernetesFields, ...patchOf(metadata && { metadata }) };
}

function patchOf(overlay: Overlay | undefined): Pick<PatchedSpec, 'patch'> {
  if (overlay === undefined) return {};
  return { patch: { kind: 'strategic', value: fields(overlay) } };
}

function fields(written: object): KubernetesFields {
  return given(written) as KubernetesFields;
}
