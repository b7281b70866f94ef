import { Type } from 'typebox';
import { logLevels } from '#lib/envoy-command-line.ts';
import { annotations, labels, otherDirective, own, ownMap } from '../../kubernetes-fields.ts';
import { ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';

/** A patch that is merged over an object, or the contents of an optional object. */
const overlay = ruled(
  Type.Object({
    metadata: Type.Optional(Type.Object({ annotations, labels })),
    spec: Type.Optional(ownMap),
  }),
  ({ spec }, report) => {
    const found = otherDirective(spec);
    if (found !== undefined)
      report(
        `has ${found}, which is not served: of directives write $patch: delete or $patch: replace`,
        'spec',
      );
  },
);

const part = { minLength: 1, maxLength: 255, pattern: '^[^\\s@]+$' };
const image = ruled(
  Type.Object({
    digest: Type.Optional(
      Type.String({ pattern: '^[a-z0-9]+:[a-f0-9]{32,128}$', '~wants': 'a digest such as sha256:…' }),
    ),
    pullPolicy: Type.Optional(Type.Enum(['Always', 'Never', 'IfNotPresent'])),
    registry: Type.Optional(Type.String(part)),
    repository: Type.Optional(Type.String(part)),
    tag: Type.Optional(Type.String(part)),
  }),
  ({ repository, ...others }, report) => {
    for (const name of ['digest', 'registry', 'tag'] as const)
      if (repository === undefined && others[name] !== undefined)
        report.warning(
          'has no effect without repository: the image is then the one that Fairlead runs',
          name,
        );
  },
);

const component = Type.String({
  maxLength: 64,
  pattern: '^[a-z0-9_]+$',
  '~wants': 'the name of a component of Envoy, such as upstream',
});
const level = Type.Enum([...logLevels]);

const bootstrap = Type.Object(
  { componentLogLevels: mapOf(component, level, 128), logLevel: Type.Optional(level) },
  { '~unserved': ['dnsResolver', 'logFormat'] },
);

const envoyContainer = Type.Object({
  bootstrap: Type.Optional(bootstrap),
  env: own,
  extraArgs: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 32, default: [] }),
  extraVolumeMounts: own,
  image: Type.Optional(image),
  resources: own,
  securityContext: own,
});

const seconds = Type.Integer({ minimum: 0, maximum: 86_400 });
const podTemplate = Type.Object(
  {
    affinity: own,
    extraAnnotations: annotations,
    extraLabels: labels,
    extraVolumes: own,
    gracefulShutdown: Type.Optional(
      Type.Object({ enabled: Type.Boolean({ default: true }), sleepTimeSeconds: Type.Optional(seconds) }),
    ),
    imagePullSecrets: own,
    nodeSelector: own,
    priorityClassName: own,
    securityContext: own,
    terminationGracePeriodSeconds: Type.Optional(seconds),
    tolerations: own,
    topologySpreadConstraints: own,
  },
  { '~unserved': ['livenessProbe', 'readinessProbe', 'startupProbe'] },
);

const service = Type.Object(
  {
    externalTrafficPolicy: own,
    extraAnnotations: annotations,
    extraLabels: labels,
    loadBalancerClass: own,
    loadBalancerSourceRanges: own,
    type: Type.Enum(['ClusterIP', 'LoadBalancer', 'NodePort'], { default: 'LoadBalancer' }),
  },
  { '~unserved': ['clusterIP', 'ports'] },
);

/** kube is `kube`: how a cluster runs the proxy. */
export const kube = ruled(
  Type.Object(
    {
      deployment: Type.Optional(
        Type.Object({
          replicas: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
          strategy: own,
        }),
      ),
      deploymentOverlay: Type.Optional(overlay),
      envoyContainer: Type.Optional(envoyContainer),
      horizontalPodAutoscaler: Type.Optional(overlay),
      podDisruptionBudget: Type.Optional(overlay),
      podTemplate: Type.Optional(podTemplate),
      service: Type.Optional(service),
      serviceAccount: Type.Optional(Type.Object({ extraAnnotations: annotations, extraLabels: labels })),
      serviceOverlay: Type.Optional(overlay),
    },
    {
      // Every proxy has the internal listeners that it needs.
      '~ignores': ['internalListener'],
      '~unserved': [
        'istio',
        'omitDefaultSecurityContext',
        'sdsContainer',
        'serviceAccountOverlay',
        'stats',
        'verticalPodAutoscaler',
      ],
    },
  ),
  ({ deployment, horizontalPodAutoscaler }, report) => {
    if (deployment?.replicas !== undefined && horizontalPodAutoscaler !== undefined)
      report.warning(
        'has no effect beside horizontalPodAutoscaler, which says how many there are',
        'deployment',
        'replicas',
      );
  },
);
