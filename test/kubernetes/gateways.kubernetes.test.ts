import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Cluster, startCluster } from './harness/cluster.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { echo, envoy, fairlead } from './harness/images.ts';
import { startLoadFrom } from './harness/load.ts';
import {
  controlPlane,
  gatewayClass,
  namespace,
  runningGateways,
  system,
  workload,
} from './harness/manifests.ts';
import { clusterMissing } from './harness/tools.ts';

const api = 'gateway.networking.k8s.io/v1';
function gateway(ports: readonly number[], infrastructure?: object) {
  const listeners = ports.map(port => ({ name: `http-${port}`, port, protocol: 'HTTP' }));
  const spec = { gatewayClassName: 'fairlead', listeners, ...(infrastructure && { infrastructure }) };
  return { apiVersion: api, kind: 'Gateway', metadata: { name: 'web', namespace: 'shop' }, spec };
}

const limited = { name: 'envoy', resources: { limits: { memory: '512Mi' } } };
const strong = {
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'EnvoyProxy',
  metadata: { name: 'strong', namespace: 'shop' },
  spec: {
    logging: { level: { default: 'error', upstream: 'info' } },
    extraArgs: ['--stats-tag team:red', '--nonsense'],
    shutdown: { drainTimeout: '20s', minDrainDuration: '1s' },
    provider: {
      type: 'Kubernetes',
      kubernetes: {
        envoyDeployment: {
          replicas: 2,
          patch: { value: { spec: { template: { spec: { containers: [limited] } } } } },
        },
        envoyService: { type: 'ClusterIP', annotations: { team: 'red' } },
        envoyPDB: { minAvailable: 1 },
      },
    },
  },
};

const route = {
  apiVersion: api,
  kind: 'HTTPRoute',
  metadata: { name: 'echo', namespace: 'shop' },
  spec: { parentRefs: [{ name: 'web' }], rules: [{ backendRefs: [{ name: 'echo', port: 3000 }] }] },
};

describe('Gateways of a cluster are run there', { skip: clusterMissing() }, () => {
  let cluster: Cluster;
  const kubectl = (...words: readonly string[]) => cluster.kubectl([...words, '--namespace=shop']);
  const read = (what: string, path: string) =>
    kubectl('get', ...what.split(' '), `--output=jsonpath={${path}}`);
  const pod = () =>
    read('pods --selector=gateway.networking.k8s.io/gateway-name=web', '.items[*].metadata.name');
  const rolledOut = () => kubectl('rollout', 'status', 'deployment/web-fairlead', '--timeout=90s');
  const programmed = () => kubectl('wait', 'gateway/web', '--for=condition=Programmed', '--timeout=60s');

  before(async () => {
    cluster = await startCluster({ images: [echo(), envoy(), fairlead()] });
    await applyDefinitions(cluster, 'standard', 'envoy-gateway');
    await cluster.apply(namespace('shop'), ...workload('shop', 'echo', { image: echo().names[0] }, 3000));
    await cluster.apply(...controlPlane(runningGateways));
    await cluster.kubectl([
      'rollout',
      'status',
      'deployment/fairlead',
      `--namespace=${system}`,
      '--timeout=90s',
    ]);
  });
  after(() => cluster?.close());

  it('a Gateway that appears becomes a pod, and is answered for at the address that its status names', async () => {
    await cluster.apply(gatewayClass, gateway([80]), route);
    await programmed();
    await rolledOut();
    const address = await read('gateway/web', '.status.addresses[0].value');
    assert.equal(address, await read('service/web-fairlead', '.spec.clusterIP'));
    const seen = JSON.parse(await cluster.machine.get(`http://${address}/at/all`)) as {
      readonly path: string;
    };
    assert.equal(seen.path, '/at/all');
  });

  it('a listener that comes needs no other pod, and loses no request', async () => {
    const address = await read('gateway/web', '.status.addresses[0].value');
    const load = startLoadFrom(cluster.machine, { address, port: 80, host: 'shop.test', path: '/' });
    const first = await pod();
    await cluster.apply(gateway([80, 8080]));
    const { path } = JSON.parse(await cluster.machine.get(`http://${address}:8080/more`)) as {
      readonly path: string;
    };
    assert.equal(path, '/more');
    assert.equal(await pod(), first);
    const { total, statuses } = await load.stop();
    assert.deepEqual(statuses, { 200: total });
    assert.ok(total > 100, `${total} requests`);
  });

  it('an edit that needs other pods loses no request', async () => {
    const address = await read('gateway/web', '.status.addresses[0].value');
    const load = startLoadFrom(cluster.machine, { address, port: 80, host: 'shop.test', path: '/' });
    const first = await pod();
    await cluster.apply(gateway([80, 8080], { labels: { team: 'blue' } }));
    const isBlue = '--for=jsonpath={.spec.template.metadata.labels.team}=blue';
    await kubectl('wait', 'deployment/web-fairlead', isBlue, '--timeout=30s');
    await rolledOut();
    await kubectl('wait', `pod/${first}`, '--for=delete', '--timeout=90s');
    const { total, statuses } = await load.stop();
    assert.deepEqual(statuses, { 200: total });
    assert.ok(total > 100, `${total} requests`);
  });

  it('an EnvoyProxy says how many proxies there are and how they start, of which Service, and how they may go', async () => {
    const parametersRef = { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name: 'strong' };
    await cluster.apply(strong, gateway([80, 8080], { parametersRef }));
    const ready = '--for=jsonpath={.status.readyReplicas}=2';
    await kubectl('wait', 'deployment/web-fairlead', ready, '--timeout=90s');
    const limit = '.spec.template.spec.containers[?(@.name=="envoy")].resources.limits.memory';
    assert.equal(await read('deployment/web-fairlead', limit), '512Mi');
    const flags = await read(
      'deployment/web-fairlead',
      '.spec.template.spec.containers[?(@.name=="envoy")].args',
    );
    assert.match(
      flags,
      /"--log-level","error","--component-log-level","upstream:info","--stats-tag","team:red"\]/,
    );
    const grace = '.spec.template.spec.terminationGracePeriodSeconds';
    assert.equal(await read('deployment/web-fairlead', grace), '35');
    assert.equal(await read('service/web-fairlead', '.spec.type'), 'ClusterIP');
    assert.equal(await read('service/web-fairlead', '.metadata.annotations.team'), 'red');
    assert.equal(await read('poddisruptionbudget/web-fairlead', '.spec.minAvailable'), '1');
    await cluster.apply(gateway([80, 8080]));
    await kubectl('wait', 'poddisruptionbudget/web-fairlead', '--for=delete', '--timeout=30s');
    assert.equal(await read('service/web-fairlead', '.spec.type'), 'LoadBalancer');
  });

  it('what somebody changes of it, or removes, is as it was a moment later', async () => {
    await kubectl(
      'patch',
      'service/web-fairlead',
      '--type=json',
      '--patch=[{"op":"remove","path":"/spec/ports/1"}]',
    );
    await kubectl(
      'wait',
      'service/web-fairlead',
      '--for=jsonpath={.spec.ports[?(@.port==8080)].name}=tcp-8080',
      '--timeout=30s',
    );
    await kubectl('delete', 'configmap/web-fairlead');
    await kubectl('wait', 'configmap/web-fairlead', '--for=create', '--timeout=30s');
  });

  it('of a Gateway that is deleted nothing stays', async () => {
    await kubectl('delete', 'gateway/web');
    const kinds = 'deployments,services,configmaps,serviceaccounts,pods';
    const selector = '--selector=gateway.networking.k8s.io/gateway-name=web';
    await kubectl('wait', kinds, selector, '--for=delete', '--timeout=90s');
    assert.equal(await kubectl('get', kinds, selector, '--output=name'), '');
  });
});
