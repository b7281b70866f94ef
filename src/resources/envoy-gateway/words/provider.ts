import { type Words, within } from '../../reference/words.ts';

const patched = 'Patch of the object, applied last.';

const patch: Words = {
  type: 'How the patch is applied. `StrategicMerge` merges lists by the key that Kubernetes knows (containers by `name`, `volumeMounts` by `mountPath`) and replaces others; of directives, `$patch: delete` and `$patch: replace` are served. `JSONMerge` replaces all lists.',
  value: 'The patch: fields of the object. One that is `null` is removed.',
};

const container: Words = {
  env: 'Environment variables.',
  image: 'Image: a stock Envoy.',
  resources: 'Requests and limits of CPU, memory and so on.',
  securityContext: 'Security context, merged with what Kubernetes’ “restricted” profile asks for.',
  volumeMounts: 'Further volume mounts.',
};

const pod: Words = {
  annotations: 'Annotations of the pods.',
  labels: 'Labels of the pods, beside those that they are selected by.',
  affinity: 'Affinity: on which nodes they are scheduled.',
  imagePullSecrets: 'Secrets for the image registry.',
  nodeSelector: 'Labels of nodes that they are scheduled on.',
  priorityClassName: 'Priority class: who goes first when there is no room.',
  securityContext: 'Security context of the pods.',
  tolerations: 'Taints of nodes that they tolerate.',
  topologySpreadConstraints: 'How they are spread over nodes, zones and the like.',
  volumes: 'Further volumes.',
};

const runner: Words = {
  ...within('container', container),
  container: 'Envoy’s container.',
  initContainers: 'Init containers, which run before Envoy.',
  ...within('patch', patch),
  patch: patched,
  ...within('pod', pod),
  pod: 'The pods.',
  strategy: 'How pods are replaced in an update. Left out: none goes before another serves.',
};

const service: Words = {
  annotations: 'Annotations of the Service.',
  labels: 'Labels of the Service.',
  allocateLoadBalancerNodePorts: 'Whether node ports are allocated for a load balancer.',
  externalTrafficPolicy:
    'Whether traffic from outside stays on the node that it came to (`Local`). Left out: Kubernetes’ default.',
  loadBalancerClass: 'Load balancer that is to serve the Service.',
  loadBalancerIP: 'Address that the load balancer is asked for.',
  loadBalancerSourceRanges: 'Addresses from which the load balancer may be reached.',
  ...within('patch', patch),
  patch: patched,
  type: 'Type of the Service.',
};

const autoscaler: Words = {
  behavior: 'How fast the number of pods changes.',
  maxReplicas: 'Greatest number of pods.',
  metrics: 'Metrics that the number of pods follows.',
  minReplicas: 'Smallest number of pods.',
  ...within('patch', patch),
  patch: patched,
};

const disruptionBudget: Words = {
  maxUnavailable: 'How many pods may be unavailable at once.',
  minAvailable: 'How many pods must stay available.',
  ...within('patch', patch),
  patch: patched,
};

/** providerWords are about how a cluster runs the proxy. */
export const providerWords: Words = {
  '': 'How a cluster runs the proxies, where `serve --run-gateways` has it do so.',
  type: 'Kind of the settings that follow.',
  kubernetes: 'What is created in Kubernetes for each Gateway.',
  'kubernetes.envoyDaemonSet': 'Runs proxies as a DaemonSet: one on each node.',
  ...within('kubernetes.envoyDaemonSet', runner),
  'kubernetes.envoyDeployment': 'Runs proxies as a Deployment. So it is where nothing is given.',
  ...within('kubernetes.envoyDeployment', runner),
  'kubernetes.envoyDeployment.replicas':
    'Number of pods. Left out: 1, or as `envoyHpa` decides, beside which this has no effect.',
  'kubernetes.envoyHpa': 'HorizontalPodAutoscaler of the Deployment. Left out: none.',
  ...within('kubernetes.envoyHpa', autoscaler),
  'kubernetes.envoyPDB': 'PodDisruptionBudget. Left out: none.',
  ...within('kubernetes.envoyPDB', disruptionBudget),
  'kubernetes.envoyService': 'Service by which clients reach the proxies.',
  ...within('kubernetes.envoyService', service),
};
