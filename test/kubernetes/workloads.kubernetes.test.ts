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

/** What Fairlead may do: all that it needs but budgets, which only some of its Gateways ask for. */
const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'runner' },
  rules: [
    { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['gateway.networking.k8s.io'], resources: ['*/status'], verbs: ['patch'] },
    { apiGroups: ['gateway.envoyproxy.io'], resources: ['*/status'], verbs: ['patch'] },
    {
      apiGroups: ['', 'apps'],
      resources: ['services', 'configmaps', 'serviceaccounts', 'deployments', 'daemonsets'],
      verbs: ['create', 'patch', 'delete'],
    },
  ],
};
const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'runner' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'runner' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'runner' }],
};

/** Without anything that is applied it would be null to the API server, and its definition refuses that. */
const kubernetes = ({ envoyService = {}, ...parameters }: Parameters) => ({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'EnvoyProxy',
  metadata: { name: 'bad', ...shop },
  spec: {
    provider: {
      type: 'Kubernetes',
      kubernetes: { envoyService: { type: 'ClusterIP', ...envoyService }, ...parameters },
    },
  },
});

interface Parameters {
  readonly envoyService?: object;
  readonly [field: string]: unknown;
}

const containers = (container: object) => ({
  envoyDeployment: {
    patch: { value: { spec: { template: { spec: { containers: [{ name: 'envoy', ...container }] } } } } },
  },
});

function gateway(name: string, port: number) {
  const parametersRef = { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name };
  return {
    apiVersion: api,
    kind: 'Gateway',
    metadata: { name, ...shop },
    spec: {
      gatewayClassName: 'fairlead',
      listeners: [{ name: 'http', port, protocol: 'HTTP' }],
      ...(name === 'bad' ? { infrastructure: { parametersRef } } : {}),
    },
  };
}

describe('what an API server refuses of a Gateway is told on it', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  let cluster: Cluster;
  let upstreams: Upstreams;
  let running: RunningGateway;
  const ports = { good: 0, bad: 0 };
  const notices: string[] = [];

  before(async () => {
    [server, upstreams, ports.good, ports.bad] = await Promise.all([
      ...([startApiServer(), startUpstreams()] as const),
      ...([freePort(), freePort()] as const),
    ]);
    await applyDefinitions(server, 'standard', 'envoy-gateway');
    await server.apply(role, binding, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    const endpoints = [{ ip: { address: '127.0.0.1', port: Number(upstreams.values.a) } }];
    await server.apply(
      gatewayClass,
      kubernetes({}),
      gateway('good', ports.good),
      gateway('bad', ports.bad),
      {
        apiVersion: 'gateway.envoyproxy.io/v1alpha1',
        kind: 'Backend',
        metadata: { name: 'a', ...shop },
        spec: { endpoints },
      },
      {
        apiVersion: api,
        kind: 'HTTPRoute',
        metadata: { name: 'a', ...shop },
        spec: {
          parentRefs: [{ name: 'good' }, { name: 'bad' }],
          rules: [{ backendRefs: [{ group: 'gateway.envoyproxy.io', kind: 'Backend', name: 'a' }] }],
        },
      },
    );
    cluster = await openCluster({ kubeconfig: server.user('runner') });
    running = await runGateway({}, undefined, {
      source: createKubernetesSource({ cluster, controller, onNotice: () => {} }),
      onNotice: notice => notices.push(notice),
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

  async function programmed(name: string): Promise<string> {
    const { status } = JSON.parse(await kubectl('get', 'gateway', name, '--output=json')) as {
      readonly status?: { readonly conditions?: readonly Record<string, string>[] };
    };
    const said = status?.conditions?.find(({ type }) => type === 'Programmed');
    return `${said?.status} ${said?.reason}: ${said?.message}`;
  }

  async function until(name: string, wanted: RegExp): Promise<string> {
    const end = performance.now() + 30_000;
    for (;;) {
      const said = await programmed(name);
      if (wanted.test(said)) return said;
      if (performance.now() > end) assert.match(said, wanted);
      await pause(100);
    }
  }

  /** However one Gateway is refused, both are served as before, and of the other nothing else is said. */
  async function refused(wanted: RegExp): Promise<string> {
    const said = await until('bad', wanted);
    assert.match(await programmed('good'), /^True Programmed/);
    for (const port of [ports.good, ports.bad]) {
      const { seen } = await ask({ plain: port, secure: 0 }, { host: 'shop.test', path: '/' });
      assert.equal(seen?.backend, 'a');
    }
    return said;
  }
  const isProgrammed = () => until('bad', /^True Programmed/);

  it('is programmed while nothing is refused', async () => {
    await until('good', /^True Programmed/);
    await isProgrammed();
    assert.match(await kubectl('get', 'deployments', '--output=name'), /bad-fairlead\n.*good-fairlead/);
  });

  it('a right that is missing: the object, the server’s words, and what to do; over when it is given', async () => {
    await server.apply(
      kubernetes({ envoyPDB: { minAvailable: 1 }, envoyService: { labels: { team: 'red' } } }),
    );
    const said = await refused(/^False Pending: PodDisruptionBudget shop\/bad-fairlead is refused: /);
    assert.match(said, /User "runner" cannot patch resource "poddisruptionbudgets" in API group "policy"/);
    assert.match(said, /\. Give Fairlead’s service account that right; it is tried again\.$/);
    // What is allowed of it is there.
    const labels = '--output=jsonpath={.metadata.labels.team}';
    assert.equal(await kubectl('get', 'service', 'bad-fairlead', labels), 'red');
    assert.equal(
      notices.filter(notice => notice.includes('PodDisruptionBudget')).length,
      1,
      notices.join('\n'),
    );
    const budgets = {
      apiGroups: ['policy'],
      resources: ['poddisruptionbudgets'],
      verbs: ['create', 'patch', 'delete'],
    };
    await server.apply({ ...role, rules: [...role.rules, budgets] });
    await isProgrammed();
    assert.match(await kubectl('get', 'poddisruptionbudgets', '--output=name'), /bad-fairlead/);
  });

  it('what an EnvoyProxy makes invalid; over when it says otherwise', async () => {
    const resources = { requests: { cpu: '4' }, limits: { cpu: '1' } };
    await server.apply(kubernetes(containers({ resources })));
    const said = await refused(/^False Invalid: Deployment shop\/bad-fairlead is refused: /);
    assert.match(said, /resources\.requests: Invalid value: "4": must be less than or equal to cpu limit/);
    assert.match(
      said,
      /Change what its EnvoyProxy or GatewayParameters say, or who keeps it out; it is tried again\.$/,
    );
    await server.apply(kubernetes({}));
    await isProgrammed();
  });

  it('a policy of the cluster’s that keeps it out', async () => {
    const metadata = { name: 'no-red-services' };
    await server.apply(
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata,
        spec: {
          matchConstraints: {
            resourceRules: [
              {
                apiGroups: [''],
                apiVersions: ['v1'],
                operations: ['CREATE', 'UPDATE'],
                resources: ['services'],
              },
            ],
          },
          validations: [
            {
              expression: "!has(object.metadata.annotations) || !('red' in object.metadata.annotations)",
              message: 'red Services are for the team of payments',
            },
          ],
        },
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata,
        spec: { policyName: metadata.name, validationActions: ['Deny'] },
      },
    );
    // It holds some time after it was taken in.
    const probe = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'probe', ...shop, annotations: { red: 'yes' } },
      spec: { ports: [{ port: 80 }] },
    });
    const isKeptOut = () =>
      server.kubectl(['create', '--dry-run=server', '-f', '-'], probe).then(
        () => false,
        () => true,
      );
    while (!(await isKeptOut())) await pause(200);
    await server.apply(kubernetes({ envoyService: { annotations: { red: 'yes' } } }));
    const said = await refused(/^False Invalid: Service shop\/bad-fairlead is refused: /);
    assert.match(
      said,
      /ValidatingAdmissionPolicy 'no-red-services' .* red Services are for the team of payments/,
    );
    await kubectl('delete', 'validatingadmissionpolicybinding', metadata.name);
    await isProgrammed();
  });

  it('a webhook that does not answer', async () => {
    const webhook = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'away' },
      webhooks: [
        {
          name: 'away.example.com',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          failurePolicy: 'Fail',
          timeoutSeconds: 1,
          clientConfig: { url: `https://127.0.0.1:${await freePort()}/` },
          rules: [
            { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['*'], resources: ['deployments'] },
          ],
        },
      ],
    };
    await server.apply(webhook);
    await pause(1_000);
    await server.apply(kubernetes({ envoyDeployment: { replicas: 2 } }));
    const said = await refused(/^False Pending: Deployment shop\/bad-fairlead is refused: /);
    assert.match(said, /failed calling webhook "away\.example\.com"/);
    assert.match(said, /See to it that the webhook answers; it is tried again\.$/);
    await kubectl('delete', 'validatingwebhookconfiguration', 'away');
    await isProgrammed();
  });

  it('a quota that is used up', async () => {
    const hard = { 'count/daemonsets.apps': '0' };
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small', ...shop } };
    await server.apply({ ...quota, spec: { hard } });
    // What counts in a cluster is a controller, which this server has none of.
    const status = { hard, used: { 'count/daemonsets.apps': '0' } };
    await server.kubectl(
      ['apply', '--server-side', '--subresource=status', '-f', '-'],
      JSON.stringify({ ...quota, status }),
    );
    await server.apply(kubernetes({ envoyDaemonSet: {} }));
    const said = await refused(/^False NoResources: DaemonSet shop\/bad-fairlead is refused: /);
    assert.match(said, /exceeded quota: small, requested: count\/daemonsets\.apps=1/);
    assert.match(
      said,
      /Raise that limit, or ask for less in its EnvoyProxy or GatewayParameters; it is tried again\.$/,
    );
    // What runs goes when what takes its place is there.
    assert.match(await kubectl('get', 'deployments', '--output=name'), /bad-fairlead/);
    await kubectl('delete', 'resourcequota', 'small');
    await isProgrammed();
    assert.doesNotMatch(await kubectl('get', 'deployments', '--output=name'), /bad-fairlead/);
  });

  it('nodes, of which none takes the pods of a DaemonSet', async () => {
    // So its controller says, which this server has none of.
    const scheduled = async (desiredNumberScheduled: number) => {
      const generation = '--output=jsonpath={.metadata.generation}';
      const observedGeneration = Number(await kubectl('get', 'daemonset', 'bad-fairlead', generation));
      const status = { observedGeneration, desiredNumberScheduled };
      const patch = ['--type=merge', '--patch', JSON.stringify({ status })];
      await kubectl('patch', 'daemonset', 'bad-fairlead', '--subresource=status', ...patch);
    };
    await scheduled(0);
    const said = await refused(
      /^False Pending: DaemonSet shop\/bad-fairlead gets no pods: no node takes them\. /,
    );
    assert.match(said, /Change nodeSelector, affinity or tolerations in its EnvoyProxy or GatewayParameters/);
    await scheduled(1);
    await isProgrammed();
    await server.apply(kubernetes({}));
  });

  it('an object of that name that somebody else made', async () => {
    const foreign = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late-fairlead', ...shop } };
    await server.apply({ ...foreign, data: { 'envoy.json': 'mine' } });
    await server.apply(gateway('late', await freePort()));
    const said = await until('late', /^False Invalid: ConfigMap shop\/late-fairlead is refused: /);
    assert.match(said, /conflict with "kubectl".*It is not ours: remove or rename it/);
    // Pods would start as that says.
    assert.doesNotMatch(await kubectl('get', 'deployments', '--output=name'), /late-fairlead/);
    assert.match(await kubectl('get', 'services', '--output=name'), /late-fairlead/);
    await kubectl('delete', 'configmap', 'late-fairlead');
    await until('late', /^True Programmed/);
  });
});
