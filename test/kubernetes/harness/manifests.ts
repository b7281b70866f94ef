// Manifests of what tests deploy into a cluster.

const fairleadName = 'fairlead.test/fairlead:1';
const envoyName = 'fairlead.test/envoy:1';

/** system is the namespace of the control plane. */
export const system = 'fairlead-system';
const rbac = { apiGroup: 'rbac.authorization.k8s.io' };

/** workload is a Deployment of one pod that meets Kubernetes' "restricted" standard, and the Service for it. */
export function workload(namespace: string, name: string, container: object, port: number, pod: object = {}) {
  const selector = { app: name };
  return [
    deployment(namespace, name, container, port, { pod, labels: selector }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector, ports: [{ port }] },
    },
  ];
}

/** deployment is that Deployment alone, with the given labels; `selector` defaults to all of them. */
export function deployment(
  namespace: string,
  name: string,
  container: object,
  port: number,
  {
    pod = {},
    labels,
    selector = labels,
  }: { readonly pod?: object; readonly labels: object; readonly selector?: object },
) {
  const strict = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 65_532,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const whole = {
    name,
    imagePullPolicy: 'Never',
    securityContext: strict,
    readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
    ...container,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: selector },
      template: { metadata: { labels }, spec: { containers: [whole], ...pod } },
    },
  };
}

/** namespace is a Namespace that accepts only pods that meet this standard. */
export function namespace(name: string) {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** Rights that it needs to run the proxies of Gateways. */
const runsGateways = [
  { apiGroups: [''], resources: ['services', 'configmaps', 'serviceaccounts'] },
  { apiGroups: ['apps'], resources: ['deployments', 'daemonsets'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'] },
].map(rule => ({ ...rule, verbs: ['create', 'patch', 'delete'] }));

/** runningGateways are the flags that make the control plane run Envoys for Gateways. */
export const runningGateways = [
  `--run-gateways=fairlead.${system}.svc.cluster.local:18000`,
  `--envoy-image=${envoyName}`,
  `--drain-image=${fairleadName}`,
];

/** gatewayClass is the control plane's GatewayClass. */
export const gatewayClass = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'fairlead' },
  spec: { controllerName: 'fairlead.dev/gateway-controller' },
};

/** controlPlane is the control plane as a pod, with its service account and rights; `flags` are added to its own. */
export function controlPlane(flags: readonly string[] = []): readonly object[] {
  const account = { kind: 'ServiceAccount', name: 'fairlead', namespace: system };
  const args = [
    'serve',
    '--kubernetes',
    '--state=/tmp/state',
    '--xds=0.0.0.0:18000',
    '--allow-insecure',
    ...flags,
  ];
  const volumes = [{ name: 'state', emptyDir: {} }];
  return [
    namespace(system),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account.name, namespace: system } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: account.name },
      rules: [
        { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
        {
          apiGroups: ['gateway.networking.k8s.io', 'gateway.envoyproxy.io'],
          resources: ['*/status'],
          verbs: ['patch', 'update'],
        },
        ...runsGateways,
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: account.name },
      roleRef: { ...rbac, kind: 'ClusterRole', name: account.name },
      subjects: [account],
    },
    ...workload(
      system,
      'fairlead',
      { image: fairleadName, args, volumeMounts: [{ name: 'state', mountPath: '/tmp' }] },
      18_000,
      { serviceAccountName: account.name, volumes },
    ),
  ];
}
