import { type Words, within } from '../../reference/words.ts';

const patched = 'What is laid over the object at last, in Kubernetes’ own words.';

const patch: Words = {
  type: '`StrategicMerge`: lists whose members Kubernetes tells apart (containers by `name`, `volumeMounts` by `mountPath`) are merged by that, others replaced; `$patch: delete` and `$patch: replace` are served. `JSONMerge`: all lists are replaced.',
  value: 'The fields; one that is `null` goes.',
};

const container: Words = {
  env: 'Variables of its environment.',
  image: 'Its image: a stock Envoy.',
  resources: 'What it is given, and may take.',
  securityContext: 'What it may do, beside what Kubernetes’ “restricted” asks for.',
  volumeMounts: 'What else it mounts.',
};

const pod: Words = {
  annotations: 'Their annotations.',
  labels: 'Their labels, beside those by which they are selected.',
  affinity: 'Where they run.',
  imagePullSecrets: 'Secrets for the registry.',
  nodeSelector: 'Labels of the nodes where they run.',
  priorityClassName: 'Who goes first when there is no room.',
  securityContext: 'What all of their containers may do.',
  tolerations: 'Taints of nodes that they put up with.',
  topologySpreadConstraints: 'How they are spread.',
  volumes: 'Further volumes.',
};

const runner: Words = {
  ...within('container', container),
  container: 'Fields of Envoy’s container.',
  initContainers: 'Containers that run before.',
  ...within('patch', patch),
  patch: patched,
  ...within('pod', pod),
  pod: 'Fields of the pods.',
  strategy: 'How pods are replaced; left out: none goes before another serves.',
};

const service: Words = {
  annotations: 'Its annotations.',
  labels: 'Its labels.',
  allocateLoadBalancerNodePorts: 'Whether a load balancer gets ports of the nodes.',
  externalTrafficPolicy: 'Whether traffic stays on the node that it came to.',
  loadBalancerClass: 'Whose load balancer.',
  loadBalancerIP: 'The load balancer’s address.',
  loadBalancerSourceRanges: 'From where it may be reached.',
  ...within('patch', patch),
  patch: patched,
  type: 'Where it is found.',
};

const autoscaler: Words = {
  behavior: 'How fast their number changes.',
  maxReplicas: 'How many at most.',
  metrics: 'What their number follows.',
  minReplicas: 'How many at least.',
  ...within('patch', patch),
  patch: patched,
};

const disruptionBudget: Words = {
  maxUnavailable: 'How many may be away.',
  minAvailable: 'How many must be there.',
  ...within('patch', patch),
  patch: patched,
};

/** providerWords are about how a cluster runs the proxy. */
export const providerWords: Words = {
  '': 'How a cluster runs the proxy, where `serve --run-gateways` does.',
  type: 'Whose words follow.',
  kubernetes: 'What is made in Kubernetes.',
  'kubernetes.envoyDaemonSet': 'One proxy on each node, and how they are run.',
  ...within('kubernetes.envoyDaemonSet', runner),
  'kubernetes.envoyDeployment': 'So many proxies, and how they are run.',
  ...within('kubernetes.envoyDeployment', runner),
  'kubernetes.envoyDeployment.replicas':
    'How many; left out: one, or as `envoyHpa` says, beside which it has no effect.',
  'kubernetes.envoyHpa': 'The HorizontalPodAutoscaler; left out: none.',
  ...within('kubernetes.envoyHpa', autoscaler),
  'kubernetes.envoyPDB': 'The PodDisruptionBudget; left out: none.',
  ...within('kubernetes.envoyPDB', disruptionBudget),
  'kubernetes.envoyService': 'The Service where clients find them.',
  ...within('kubernetes.envoyService', service),
};
