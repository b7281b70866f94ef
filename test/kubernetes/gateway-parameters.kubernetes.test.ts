import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { type Cluster, createKubernetesSource, openCluster } from '#sources/kubernetes';
import { ask } from '../harness/client.ts';
import { type RunningGateway, runGateway } from '../harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from '../harness/upstreams.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { gatewayClass } from './harness/manifests.ts';
import { apiServerMissing } from './harness/tools.ts';

const api = 'gateway.networking.k8s.io/v1';
const controller = 'fairlead.dev/gateway-controller';
const shop = { namespace: 'shop' };

const parameters = (kube: object) => ({
  apiVersion: 'gateway.kgateway.dev/v1alpha1',
  kind: 'GatewayParameters',
  metadata: { name: 'wide', ...shop },
  spec: { kube },
});
const wide = {
  deployment: { replicas: 3 },
  envoyContainer: {
    resources: { requests: { cpu: '250m' }, limits: { cpu: '1' } },
    env: [{ name: 'TEAM', value: 'edge' }],
  },
  podTemplate: {
    nodeSelector: { pool: 'edge' },
    extraLabels: { team: 'edge' },
    terminationGracePeriodSeconds: 75,
  },
  service: { type: 'NodePort', extraAnnotations: { 'example.org/zone': 'a' } },
};

interface Made {
  readonly spec: {
    readonly type?: string;
    readonly replicas?: number;
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly nodeSelector?: object;
        readonly terminationGracePeriodSeconds?: number;
        readonly containers: readonly { readonly resources?: object; readonly env?: readonly object[] }[];
      };
    };
  };
  readonly metadata: { readonly annotations?: object };
}

describe('GatewayParameters of kgateway, in an API server', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  let cluster: Cluster;
  let upstreams: Upstreams;
  let running: RunningGateway;
  let port = 0;

  before(async () => {
    [server, upstreams, port] = await Promise.all([startApiServer(), startUpstreams(), freePort()] as const);
    await applyDefinitions(server, 'standard', 'kgateway');
    const parametersRef = { group: 'gateway.kgateway.dev', kind: 'GatewayParameters', name: 'wide' };
    await server.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      gatewayClass,
      parameters(wide),
      {
        ...{ apiVersion: api, kind: 'Gateway', metadata: { name: 'web', ...shop } },
        spec: {
          gatewayClassName: 'fairlead',
          listeners: [{ name: 'http', port, protocol: 'HTTP' }],
          infrastructure: { parametersRef },
        },
      },
      {
        ...{ apiVersion: 'gateway.kgateway.dev/v1alpha1', kind: 'Backend', metadata: { name: 'a', ...shop } },
        spec: {
          type: 'Static',
          static: { hosts: [{ host: '127.0.0.1', port: Number(upstreams.values.a) }] },
        },
      },
      {
        ...{ apiVersion: api, kind: 'HTTPRoute', metadata: { name: 'a', ...shop } },
        spec: {
          parentRefs: [{ name: 'web' }],
          rules: [{ backendRefs: [{ group: 'gateway.kgateway.dev', kind: 'Backend', name: 'a' }] }],
        },
      },
    );
    cluster = await openCluster({ kubeconfig: server.kubeconfig });
    running = await runGateway({}, undefined, {
      source: createKubernetesSource({ cluster, controller, onNotice: () => {} }),
      workloads: { cluster, proxies: { image: 'envoy', xdsAddress: 'fairlead.system.svc:18000' } },
    });
  });
  after(async () => {
    await running?.close();
    await upstreams?.close();
    cluster?.close();
    await server?.close();
  });

  const kubectl = (...words: readonly string[]) => server.kubectl([...words, '--namespace=shop']);
  const made = async (kind: string) =>
    JSON.parse(await kubectl('get', kind, 'web-fairlead', '--output=json')) as Made;
  async function until(wanted: RegExp, look: () => Promise<string>): Promise<string> {
    const end = performance.now() + 30_000;
    for (;;) {
      const said = await look();
      if (wanted.test(said)) return said;
      if (performance.now() > end) assert.match(said, wanted);
      await pause(100);
    }
  }
  const conditions = async () =>
    JSON.stringify(
      (JSON.parse(await kubectl('get', 'gateway', 'web', '--output=json')) as { status?: unknown }).status,
    );

  it('make the Deployment and the Service that they say, and requests are answered', async () => {
    await until(/web-fairlead/, () => kubectl('get', 'deployments', '--output=name'));
    await until(/web-fairlead/, () => kubectl('get', 'services', '--output=name'));
    const { spec } = await made('deployment');
    const { spec: pod, metadata } = spec.template;
    const [container] = pod.containers;
    assert.equal(spec.replicas, 3);
    assert.deepEqual(pod.nodeSelector, { pool: 'edge' });
    // Open requests have the 75 s for themselves; ending Envoy takes up to 15 s more.
    assert.equal(pod.terminationGracePeriodSeconds, 75 + 15);
    // Laid over what an Envoy is given otherwise.
    const { limits, requests } = wide.envoyContainer.resources;
    assert.deepEqual(container?.resources, { limits, requests: { ...requests, memory: '128Mi' } });
    assert.ok(container?.env?.some(one => JSON.stringify(one) === '{"name":"TEAM","value":"edge"}'));
    assert.equal((metadata.labels as Record<string, string>).team, 'edge');
    const service = await made('service');
    assert.equal(service.spec.type, 'NodePort');
    assert.deepEqual(service.metadata.annotations, { 'example.org/zone': 'a' });
    const { status, seen } = await ask({ plain: port, secure: 0 }, { host: 'shop.test', path: '/' });
    assert.deepEqual([status, seen?.backend], [200, 'a']);
  });

  it('change it when they are edited', async () => {
    await server.apply(parameters({ ...wide, deployment: { replicas: 5 } }));
    await until(/^5$/, async () => String((await made('deployment')).spec.replicas));
  });

  it('that make what the API server refuses are told of on the Gateway, until they are mended', async () => {
    const resources = { requests: { cpu: '4' }, limits: { cpu: '1' } };
    await server.apply(parameters({ ...wide, envoyContainer: { resources } }));
    const said = await until(/Deployment shop\/web-fairlead is refused/, conditions);
    assert.match(said, /resources\.requests: Invalid value/);
    assert.match(said, /Change what its EnvoyProxy or GatewayParameters say/);
    assert.equal((await ask({ plain: port, secure: 0 }, { host: 'shop.test', path: '/' })).status, 200);
    await server.apply(parameters(wide));
    await until(/^(?!.*is refused)/, conditions);
  });

  it('that are not there are told of on the Gateway', async () => {
    await kubectl('delete', 'gatewayparameters.gateway.kgateway.dev', 'wide');
    await until(/GatewayParameters shop\/wide.{0,40}(was not found|does not exist)/, conditions);
  });
});
