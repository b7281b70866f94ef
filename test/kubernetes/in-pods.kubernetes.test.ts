import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { bootstrapFor } from '#dataplane';
import { type Cluster, startCluster } from './harness/cluster.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { echo, envoy, fairlead } from './harness/images.ts';
import { controlPlane, namespace, system, workload } from './harness/manifests.ts';
import { clusterMissing } from './harness/tools.ts';

const proxy = bootstrapFor({
  proxyId: 'shop/web',
  xdsAddress: `fairlead.${system}.svc.cluster.local:18000`,
  admin: { kind: 'loopback', port: 9901 },
});

const shop: readonly object[] = [
  namespace('shop'),
  ...workload('shop', 'echo', { image: echo().names[0] }, 3000),
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'proxy', namespace: 'shop' },
    data: { 'envoy.json': proxy },
  },
  ...workload(
    'shop',
    'proxy',
    {
      image: envoy().names[0],
      args: ['--config-path', '/etc/envoy/envoy.json', '--disable-hot-restart'],
      volumeMounts: [{ name: 'config', mountPath: '/etc/envoy' }],
    },
    8080,
    { volumes: [{ name: 'config', configMap: { name: 'proxy' } }] },
  ),
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'fairlead' },
    spec: { controllerName: 'fairlead.dev/gateway-controller' },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { gatewayClassName: 'fairlead', listeners: [{ name: 'http', port: 8080, protocol: 'HTTP' }] },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'echo', namespace: 'shop' },
    spec: { parentRefs: [{ name: 'web' }], rules: [{ backendRefs: [{ name: 'echo', port: 3000 }] }] },
  },
];

describe('control plane, Envoy and backend as pods that may do nothing but their work', {
  skip: clusterMissing(),
}, () => {
  let cluster: Cluster;
  before(async () => {
    cluster = await startCluster({ images: [echo(), envoy(), fairlead()] });
    await applyDefinitions(cluster, 'standard');
    await cluster.apply(...controlPlane());
    await cluster.apply(...shop);
  });
  after(() => cluster?.close());

  it('a request goes through the stock Envoy to the pod that a Service selects', async () => {
    for (const [where, name] of [
      [system, 'fairlead'],
      ['shop', 'echo'],
      ['shop', 'proxy'],
    ]) {
      await cluster.kubectl([
        'rollout',
        'status',
        `deployment/${name}`,
        `--namespace=${where}`,
        '--timeout=90s',
      ]);
    }
    const address = await cluster.kubectl([
      'get',
      'service',
      'proxy',
      '--namespace=shop',
      '--output=jsonpath={.spec.clusterIP}',
    ]);
    const answer = await cluster.machine.get(`http://${address}:8080/at/all`);
    const seen = JSON.parse(answer) as {
      readonly path: string;
      readonly headers: Readonly<Record<string, unknown>>;
    };
    assert.equal(seen.path, '/at/all');
    assert.ok(Object.keys(seen.headers).includes('X-Request-Id'), 'an Envoy was between');
  });

  it('the route’s status says that it is served', async () => {
    const conditions = 'jsonpath={.status.parents[0].conditions[?(@.type=="Accepted")].status}';
    await cluster.kubectl([
      'wait',
      'httproute/echo',
      '--namespace=shop',
      `--for=${conditions}=True`,
      '--timeout=30s',
    ]);
  });
});
