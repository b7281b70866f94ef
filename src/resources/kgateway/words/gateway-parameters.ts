import { type Words, within } from '../../reference/words.ts';

const named: Words = {
  extraAnnotations: 'Additional annotations.',
  extraLabels: 'Additional labels.',
};

const overlay: Words = {
  metadata: 'Labels and annotations of the object.',
  'metadata.annotations': 'Annotations.',
  'metadata.labels': 'Labels.',
  spec: 'Fields of its `spec`, as in the Kubernetes API.',
};

const container: Words = {
  bootstrap: 'Settings with which Envoy starts.',
  'bootstrap.componentLogLevels': 'Log levels of Envoy’s components, by name.',
  'bootstrap.logLevel': 'Log level of all other components; left out: `warn`.',
  env: 'Environment variables of the container.',
  extraArgs:
    'Command line flags of Envoy, alone or with a value; only those that change nothing of what Fairlead relies on.',
  extraVolumeMounts: 'Additional volume mounts.',
  image: 'Image of the container, a stock Envoy.',
  'image.digest': 'Digest of the image.',
  'image.pullPolicy': 'When the image is pulled.',
  'image.registry': 'Registry of the image.',
  'image.repository':
    'Repository of the image. Without it, of the other fields only `pullPolicy` has an effect.',
  'image.tag': 'Tag of the image.',
  resources: 'Resource requests and limits of the container.',
  securityContext:
    'Security context of the container, in addition to what the “restricted” standard of Kubernetes asks for.',
};

const pod: Words = {
  ...named,
  affinity: 'Affinity of the pods.',
  extraVolumes: 'Additional volumes.',
  gracefulShutdown:
    'Graceful shutdown: a proxy that is to end serves on for a time, for clients that have not heard of it.',
  'gracefulShutdown.enabled': 'Whether it does.',
  'gracefulShutdown.sleepTimeSeconds': 'How long it serves on at least.',
  imagePullSecrets: 'Secrets for pulling the image.',
  nodeSelector: 'Labels of the nodes on which pods may run.',
  priorityClassName: 'Priority class of the pods.',
  securityContext: 'Security context of the pods.',
  terminationGracePeriodSeconds: 'How long a proxy that is to end may take for open requests at most.',
  tolerations: 'Tolerations of the pods.',
  topologySpreadConstraints: 'Topology spread constraints of the pods.',
};

const service: Words = {
  ...named,
  externalTrafficPolicy: 'Whether traffic from outside stays on the node that it reaches.',
  loadBalancerClass: 'Class of the load balancer.',
  loadBalancerSourceRanges: 'Networks from which the load balancer accepts traffic.',
  type: 'Type of the Service.',
};

const kube: Words = {
  deployment: 'Deployment of the proxies.',
  'deployment.replicas': 'Number of pods; without effect beside `horizontalPodAutoscaler`.',
  'deployment.strategy': 'Update strategy; left out: a pod ends only once another serves.',
  deploymentOverlay: 'Overlay: fields that are merged into the Deployment, after everything else.',
  ...within('deploymentOverlay', overlay),
  envoyContainer: 'Container of Envoy.',
  ...within('envoyContainer', container),
  horizontalPodAutoscaler: 'HorizontalPodAutoscaler of the Deployment; one is created where this is given.',
  ...within('horizontalPodAutoscaler', overlay),
  podDisruptionBudget: 'PodDisruptionBudget of the pods; one is created where this is given.',
  ...within('podDisruptionBudget', overlay),
  podTemplate: 'Pods of the Deployment.',
  ...within('podTemplate', pod),
  service: 'Service of the proxies.',
  ...within('service', service),
  serviceAccount: 'ServiceAccount of the pods.',
  ...within('serviceAccount', named),
  serviceOverlay: 'Overlay: fields that are merged into the Service, after everything else.',
  ...within('serviceOverlay', overlay),
};

/** gatewayParametersWords are those of kgateway's GatewayParameters. */
export const gatewayParametersWords: Words = {
  '': 'Says how a cluster runs the proxies of the Gateways that name it (`infrastructure.parametersRef`), or whose GatewayClass does. Where both do, the Gateway’s goes first, field by field.',
  'spec.kube': 'How Kubernetes runs the proxies (`serve --run-gateways`).',
  ...within('spec.kube', kube),
  'spec.selfManaged': 'The proxies are run by somebody else: nothing is created for the Gateway.',
};
