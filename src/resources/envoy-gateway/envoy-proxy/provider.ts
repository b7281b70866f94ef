import { Type } from 'typebox';
import { annotations, labels, otherDirective, own, ownMap } from '../../kubernetes-fields.ts';
import { ruled } from '../../schema/annotate.ts';

const patch = Type.Optional(
  ruled(
    Type.Object({
      type: Type.Enum(['StrategicMerge', 'JSONMerge'], { default: 'StrategicMerge' }),
      value: Type.Optional(ownMap),
    }),
    ({ type, value }, report) => {
      const found = type === 'StrategicMerge' ? otherDirective(value) : undefined;
      if (found !== undefined)
        report(
          `has ${found}, which is not served: of directives write $patch: delete or $patch: replace`,
          'value',
        );
    },
  ),
);

const pod = Type.Object({
  annotations,
  labels,
  affinity: own,
  imagePullSecrets: own,
  nodeSelector: own,
  priorityClassName: own,
  securityContext: own,
  tolerations: own,
  topologySpreadConstraints: own,
  volumes: own,
});

const container = Type.Object(
  { env: own, image: own, resources: own, securityContext: own, volumeMounts: own },
  { '~unserved': ['imageRepository'] },
);

const runner = {
  container: Type.Optional(container),
  initContainers: own,
  patch,
  pod: Type.Optional(pod),
  strategy: own,
};

const deployment = Type.Object(
  { ...runner, replicas: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })) },
  { '~unserved': ['name'] },
);
const daemonSet = Type.Object(runner, { '~unserved': ['name'] });

const service = Type.Object(
  {
    annotations,
    labels,
    allocateLoadBalancerNodePorts: own,
    externalTrafficPolicy: own,
    loadBalancerClass: own,
    loadBalancerIP: own,
    loadBalancerSourceRanges: own,
    patch,
    type: Type.Enum(['ClusterIP', 'LoadBalancer', 'NodePort'], { default: 'LoadBalancer' }),
  },
  { '~unserved': ['name'] },
);

const autoscaler = Type.Object(
  {
    behavior: own,
    maxReplicas: Type.Integer({ minimum: 1, maximum: 10_000 }),
    metrics: own,
    minReplicas: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    patch,
  },
  { '~unserved': ['name'] },
);

const disruptionBudget = Type.Object(
  { maxUnavailable: own, minAvailable: own, patch },
  { '~unserved': ['name'] },
);

const kubernetes = ruled(
  Type.Object(
    {
      envoyDaemonSet: Type.Optional(daemonSet),
      envoyDeployment: Type.Optional(deployment),
      envoyHpa: Type.Optional(autoscaler),
      envoyPDB: Type.Optional(disruptionBudget),
      envoyService: Type.Optional(service),
    },
    // The container port is always the listener's own.
    { '~ignores': ['useListenerPortAsContainerPort'], '~unserved': ['envoyServiceAccount'] },
  ),
  ({ envoyDaemonSet, envoyDeployment }, report) => {
    if (envoyDaemonSet !== undefined && envoyDeployment !== undefined)
      report('must be left out where envoyDaemonSet is written', 'envoyDeployment');
  },
  ({ envoyDaemonSet, envoyHpa }, report) => {
    if (envoyDaemonSet !== undefined && envoyHpa !== undefined)
      report.warning('has no effect beside envoyDaemonSet, of which there is one on each node', 'envoyHpa');
  },
  ({ envoyDeployment, envoyHpa }, report) => {
    if (envoyDeployment?.replicas !== undefined && envoyHpa !== undefined)
      report.warning(
        'has no effect beside envoyHpa, which says how many there are',
        'envoyDeployment',
        'replicas',
      );
  },
);

/** provider customizes the objects by which a cluster runs the proxy. It has no effect for Gateways from files. */
export const provider = Type.Object(
  {
    type: Type.Optional(Type.Enum(['Kubernetes', 'Host', 'Custom'])),
    kubernetes: Type.Optional(kubernetes),
  },
  { '~ignores': ['host'] },
);
