import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { makeWorkplace, succeeded, type Workplace } from '../../src/cli/testing/workplace.ts';
import { type Cluster, startCluster } from './harness/cluster.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { echo, envoy, fairlead } from './harness/images.ts';
import { startLoadFrom } from './harness/load.ts';
import { namespace, system, workload } from './harness/manifests.ts';
import { clusterMissing } from './harness/tools.ts';

const [repository = '', tag = ''] = (fairlead().names[0] ?? '').split(':');
const values = `
image: {repository: ${repository}, tag: "${tag}"}
gateways: {image: "${envoy().names[0]}"}
admission: {create: true}
`;

/** A backend that ends when those who call it have heard that it does. */
const ending = { lifecycle: { preStop: { sleep: { seconds: 5 } } } };
const api = 'gateway.networking.k8s.io/v1';
const gateway = {
  apiVersion: api,
  kind: 'Gateway',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    gatewayClassName: 'fairlead',
    listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }],
  },
};
const route = (name: string, path: string) => ({
  apiVersion: api,
  kind: 'HTTPRoute',
  metadata: { name, namespace: 'shop' },
  spec: {
    parentRefs: [{ name: 'web' }],
    rules: [{ matches: [{ path: { value: path } }], backendRefs: [{ name: 'echo', port: 3000 }] }],
  },
});

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'shop', namespace: 'shop' },
  spec: {
    ingressClassName: 'fairlead',
    rules: [
      {
        host: 'ingress.test',
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: { service: { name: 'echo', port: { number: 3000 } } } },
          ],
        },
      },
    ],
  },
};
const strongContainer = { name: 'envoy', securityContext: { allowPrivilegeEscalation: true } };
const strong = {
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'EnvoyProxy',
  metadata: { name: 'strong', namespace: 'shop' },
  spec: {
    provider: {
      type: 'Kubernetes',
      kubernetes: {
        envoyDeployment: {
          patch: { value: { spec: { template: { spec: { containers: [strongContainer] } } } } },
        },
      },
    },
  },
};
const withParameters = (name: string) => ({
  ...gateway,
  metadata: { ...gateway.metadata, name: 'strong' },
  spec: {
    ...gateway.spec,
    infrastructure: { parametersRef: { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name } },
  },
});

describe('a control plane that is installed by its chart', { skip: clusterMissing() }, () => {
  let cluster: Cluster;
  let place: Workplace;
  let address: string;
  let settings: readonly string[];
  const kubectl = (...words: readonly string[]) => cluster.kubectl([...words, '--namespace=shop']);
  const kubectlThere = (...words: readonly string[]) => cluster.kubectl([...words, `--namespace=${system}`]);
  const read = (what: string, path: string) => kubectl('get', what, `--output=jsonpath={${path}}`);
  const programmed = (field: string) =>
    read('gateway/web', `.status.conditions[?(@.type=="Programmed")].${field}`);
  const accepted = (name: string) => {
    const condition = 'jsonpath={.status.parents[0].conditions[?(@.type=="Accepted")].status}=True';
    return kubectl('wait', `httproute/${name}`, `--for=${condition}`, '--timeout=60s');
  };

  /** What happens meanwhile may cost no request. */
  async function underLoad(change: () => Promise<unknown>, least = 100): Promise<void> {
    const load = startLoadFrom(cluster.machine, { address, port: 80, host: 'shop.test', path: '/' });
    let failure: unknown;
    await change().catch(error => {
      failure = error;
    });
    const { total, statuses } = await load.stop();
    if (failure !== undefined) throw failure;
    assert.deepEqual(statuses, { 200: total });
    assert.ok(total >= least, `${total} requests`);
  }

  /** Restarts what a Deployment runs, and waits until nothing of before is left. */
  async function restart(which: typeof kubectl, deployment: string, selector: string): Promise<void> {
    const before = (await which('get', 'pods', `--selector=${selector}`, '--output=name')).trim().split('\n');
    await which('rollout', 'restart', `deployment/${deployment}`);
    await which('rollout', 'status', `deployment/${deployment}`, '--timeout=180s');
    await which('wait', ...before, '--for=delete', '--timeout=120s');
  }

  before(async () => {
    place = await makeWorkplace();
    settings = ['--values', place.write('values.yaml', values)];
    cluster = await startCluster({ images: [echo(), envoy(), fairlead()] });
    await applyDefinitions(cluster, 'standard', 'envoy-gateway');
    const manifests = succeeded(await place.run(['install', 'control-plane', ...settings]));
    await cluster.kubectl(['apply', '--server-side', '-f', '-'], manifests);
    await cluster.apply(
      namespace('shop'),
      ...workload('shop', 'echo', { image: echo().names[0], ...ending }, 3000),
    );
    await kubectlThere('rollout', 'status', 'deployment/fairlead', '--timeout=120s');
  });
  after(async () => {
    await cluster?.close();
    await place?.close();
  });

  it('has nothing to complain of in a cluster that nobody has put anything into', async () => {
    const logs = await kubectlThere('logs', '--selector=app.kubernetes.io/name=fairlead', '--tail=-1');
    assert.match(logs, /serving xDS on/);
    const there = ['exec', 'deployment/fairlead', `--namespace=${system}`, '--'];
    const findings = await cluster.kubectl([...there, '/opt/fairlead/bin/fairlead', 'get', 'findings']);
    assert.doesNotMatch(logs, /error/i, findings);
  });

  it('runs a Gateway, whose proxies show certificates', async () => {
    await cluster.apply(gateway, route('echo', '/'));
    await kubectl('wait', 'gateway/web', '--for=condition=Programmed', '--timeout=120s');
    await kubectl('rollout', 'status', 'deployment/web-fairlead', '--timeout=120s');
    address = await read('gateway/web', '.status.addresses[0].value');
    assert.match(await cluster.machine.get(`http://${address}/all`), /"path": ?"\/all"/);
    assert.equal(await read('secret/web-fairlead', '.type'), 'kubernetes.io/tls');
  });

  it('answers no proxy that shows no certificate', async () => {
    const there = await kubectlThere('get', 'service/fairlead', '--output=jsonpath={.spec.clusterIP}');
    const asked = cluster.machine.run('curl', '-sSk', '--max-time', '10', `https://${there}:18000/`);
    await assert.rejects(asked, /curl: \((?:35|52|55|56)\)/);
  });

  it('is asked by the API server, by way of its Service, before a mistake is stored', async () => {
    const backend = {
      apiVersion: 'fairlead.dev/v1alpha1',
      kind: 'Backend',
      metadata: { name: 'wrong', namespace: 'shop' },
      spec: { endpoints: [{ ip: 'shop.test', port: 80 }] },
    };
    // Whom to believe is known to the API server a moment after it was told.
    const end = performance.now() + 30_000;
    for (;;) {
      const taken = cluster.kubectl(['create', '--dry-run=server', '-f', '-'], JSON.stringify(backend));
      const said = await taken.then(
        () => 'taken',
        error => String(error),
      );
      if (/admission\.fairlead\.dev" denied the request: .*must be an IPv4 or IPv6 address/.test(said)) break;
      assert.ok(performance.now() < end, said);
      await pause(500);
    }
  });

  it('runs Envoys for the Ingresses of its class, and says where they are found', async () => {
    await cluster.apply(ingress);
    const at = '.status.loadBalancer.ingress[0].ip';
    await kubectl('wait', 'ingress/shop', `--for=jsonpath={${at}}`, '--timeout=120s');
    const found = await read('ingress/shop', at);
    const there = ['get', 'service/fairlead-fairlead', '--namespace=default'];
    assert.equal(await cluster.kubectl([...there, '--output=jsonpath={.spec.clusterIP}']), found);
    const patient = ['--retry', '60', '--retry-all-errors', '--retry-delay', '1'];
    const asked = ['-sSf', ...patient, '--header', 'Host: ingress.test', `http://${found}/cart`];
    assert.match(await cluster.machine.run('curl', ...asked), /"path": ?"\/cart"/);
    await kubectl('delete', 'ingress/shop');
  });

  it('tells of pods that the cluster keeps out, until it lets them in', async () => {
    await cluster.apply(strong, withParameters('strong'));
    const said = (reason: string) =>
      kubectl(
        'wait',
        'gateway/strong',
        `--for=jsonpath={.status.conditions[?(@.type=="Programmed")].reason}=${reason}`,
        '--timeout=90s',
      );
    await said('Invalid');
    assert.match(
      await read('gateway/strong', '.status.conditions[?(@.type=="Programmed")].message'),
      /^Deployment shop\/strong-fairlead gets no pods: .*violates PodSecurity "restricted:latest": allowPrivilegeEscalation.*Change what its EnvoyProxy or GatewayParameters say/,
    );
    assert.equal(await programmed('status'), 'True');
    await kubectl(
      'patch',
      'envoyproxy/strong',
      '--type=json',
      '--patch=[{"op":"remove","path":"/spec/provider"}]',
    );
    await said('Programmed');
    await kubectl('delete', 'gateway/strong');
  });

  it('is replaced without a failed request, and without a word of it in status', async () => {
    const since = await programmed('lastTransitionTime');
    await underLoad(() => restart(kubectlThere, 'fairlead', 'app.kubernetes.io/name=fairlead'));
    assert.equal(await programmed('status'), 'True');
    assert.equal(await programmed('lastTransitionTime'), since);
  });

  it('makes a certificate anew that somebody removed, and no request fails of it', async () => {
    const before = await read('secret/web-fairlead', '.metadata.uid');
    await underLoad(async () => {
      await kubectl('delete', 'secret/web-fairlead');
      await kubectl('wait', 'secret/web-fairlead', '--for=create', '--timeout=30s');
    }, 1);
    assert.notEqual(await read('secret/web-fairlead', '.metadata.uid'), before);
  });

  it('has the pods of a gateway, and those of a backend, replaced without a failed request', async () => {
    await underLoad(() => restart(kubectl, 'web-fairlead', 'gateway.networking.k8s.io/gateway-name=web'));
    await underLoad(() => restart(kubectl, 'echo', 'app=echo'));
  });

  it('serves on while the API server is away, and status catches up when it is back', async () => {
    await underLoad(async () => {
      await cluster.server.stop();
      await pause(15_000);
      await cluster.server.start();
      await cluster.apply(route('more', '/more'));
      await accepted('more');
    });
  });

  it('leaves nothing behind when it is removed, and what it ran goes on', async () => {
    const undo = succeeded(await place.run(['uninstall', 'control-plane', ...settings]));
    await underLoad(() =>
      cluster.kubectl(['delete', '--ignore-not-found', '--timeout=120s', '-f', '-'], undo),
    );
    const kinds = 'namespaces,clusterroles,clusterrolebindings,roles,rolebindings,leases,secrets,configmaps';
    const left = ['get', kinds, '-A', '--selector=app.kubernetes.io/part-of=fairlead', '--output=name'];
    assert.equal(await cluster.kubectl(left), '');
    const there = ['get', 'leases,secrets,pods', `--namespace=${system}`, '--output=name'];
    assert.equal(await cluster.kubectl(there), '');
  });
});
