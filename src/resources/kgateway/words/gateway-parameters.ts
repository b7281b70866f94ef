import { type Words, within } from '../../reference/words.ts';

const named: Words = {
  extraAnnotations: 'Annotations.',
  extraLabels: 'Labels, beside those by which it is known.',
};

const overlay: Words = {
  metadata: 'Of its metadata, labels and annotations.',
  'metadata.annotations': 'Annotations.',
  'metadata.labels': 'Labels.',
  spec: 'Fields of its `spec`, in Kubernetes’ own words.',
};

const container: Words = {
  bootstrap: 'What Envoy starts with.',
  'bootstrap.componentLogLevels': 'From where on components of Envoy log, by name.',
  'bootstrap.logLevel': 'From where on all others log. Left out: `warn`.',
  env: 'Variables of its environment.',
  extraArgs:
    'Flags for Envoy, each alone or with its value; those alone that change nothing of what Fairlead relies on.',
  extraVolumeMounts: 'What else it mounts.',
  image: 'Its image: a stock Envoy.',
  'image.digest': 'Its digest.',
  'image.pullPolicy': 'When it is fetched.',
  'image.registry': 'The registry.',
  'image.repository': 'Its name there. Without one, nothing else of it but `pullPolicy` has an effect.',
  'image.tag': 'Its tag.',
  resources: 'What it is given, and may take.',
  securityContext: 'What it may do, beside what Kubernetes’ “restricted” asks for.',
};

const pod: Words = {
  ...named,
  affinity: 'Where they run.',
  extraVolumes: 'Further volumes.',
  gracefulShutdown: 'How one that is to end goes on for those who have not heard of it.',
  'gracefulShutdown.enabled': 'Whether it does.',
  'gracefulShutdown.sleepTimeSeconds': 'So long.',
  imagePullSecrets: 'Secrets for the registry.',
  nodeSelector: 'Labels of the nodes where they run.',
  priorityClassName: 'Who goes first when there is no room.',
  securityContext: 'What all of their containers may do.',
  terminationGracePeriodSeconds: 'How long one that is to end may take for what is in flight.',
  tolerations: 'Taints of nodes that they put up with.',
  topologySpreadConstraints: 'How they are spread.',
};

const service: Words = {
  ...named,
  externalTrafficPolicy: 'Whether traffic stays on the node that it came to.',
  loadBalancerClass: 'Whose load balancer.',
  loadBalancerSourceRanges: 'From where it may be reached.',
  type: 'Where it is found.',
};

const kube: Words = {
  deployment: 'The Deployment.',
  'deployment.replicas': 'How many pods.',
  'deployment.strategy': 'How pods are replaced; left out: none goes before another serves.',
  deploymentOverlay: 'What is laid over the Deployment at last.',
  ...within('deploymentOverlay', overlay),
  envoyContainer: 'Envoy’s container.',
  ...within('envoyContainer', container),
  horizontalPodAutoscaler: 'An autoscaler for the Deployment, which is made where this is written.',
  ...within('horizontalPodAutoscaler', overlay),
  podDisruptionBudget: 'A PodDisruptionBudget for the pods, which is made where this is written.',
  ...within('podDisruptionBudget', overlay),
  podTemplate: 'The pods.',
  ...within('podTemplate', pod),
  service: 'The Service.',
  ...within('service', service),
  serviceAccount: 'The ServiceAccount.',
  ...within('serviceAccount', named),
  serviceOverlay: 'What is laid over the Service at last.',
  ...within('serviceOverlay', overlay),
};

/** gatewayParametersWords are those of kgateway's GatewayParameters. */
export const gatewayParametersWords: Words = {
  '': 'Says how a cluster runs the proxies of the Gateways that name it (`infrastructure.parametersRef`), or whose GatewayClass does. Where both do, the Gateway’s goes first, field by field.',
  'spec.kube': 'How a cluster runs them (`serve --run-gateways`).',
  ...within('spec.kube', kube),
  'spec.selfManaged': 'They are run by somebody else: nothing is made for the Gateway.',
};
