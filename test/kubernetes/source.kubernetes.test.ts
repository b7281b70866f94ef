import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { steadyClock } from '#lib/system-clock.ts';
import {
  type Cluster,
  createKubernetesSource,
  type KubernetesSourceOptions,
  openCluster,
} from '#sources/kubernetes';
import { Follower } from '../../src/sources/follower.ts';
import { configMapKey, lawKey } from '../../src/sources/laws.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { type CutConnection, cutConnection } from './harness/cut-connection.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { apiServerMissing, tools } from './harness/tools.ts';

const configMap = (name: string, x = '1', namespace = 'default') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data: { x },
});

const backend = (name: string) => ({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'Backend',
  metadata: { name, namespace: 'default' },
  spec: { endpoints: [{ ip: { address: '10.0.0.1', port: 80 } }] },
});

describe('a source that follows an API server', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  let way: CutConnection;
  const closes: (() => Promise<void>)[] = [];
  before(async () => {
    server = await startApiServer();
    way = await cutConnection(server);
  });
  afterEach(async () => {
    for (const close of closes.splice(0)) await close();
    await server.kubectl(['delete', '--raw', '/api/v1/namespaces/default/configmaps']);
  });
  after(async () => {
    await way?.close();
    await server?.close();
  });

  async function follow(kubeconfig: string, options: Partial<KubernetesSourceOptions> = {}) {
    const cluster: Cluster = await openCluster({ kubeconfig });
    const notices: string[] = [];
    const source = createKubernetesSource({
      ...{ cluster, controller: 'fairlead.dev/gateway-controller' },
      onNotice: message => notices.push(message),
      ...options,
    });
    const follower = await Follower.start(source);
    closes.push(async () => {
      await source.stop();
      cluster.close();
    });
    const has = (name: string) => follower.entries.has(configMapKey(name));
    const until = (name: string) => follower.until(name, () => has(name));
    return { follower, notices, has, until };
  }

  it('goes on where it was when the API server was killed and started again', async () => {
    await server.apply(configMap('before'));
    const { follower, notices, has, until } = await follow(server.kubeconfig);
    const { length } = follower.batches;
    await server.stop();
    await server.start();
    assert.ok(has('before'));
    await server.apply(configMap('after'));
    await until('after');
    const told = follower.batches.slice(length).flat();
    assert.deepEqual(
      told.map(({ key }) => key),
      [configMapKey('after')],
      'nothing is told twice',
    );
    assert.ok(notices.length <= 2, notices.join('\n'));
  });

  it('says once that the API server is away, and once that it is back', async () => {
    const { notices, until } = await follow(way.kubeconfig);
    way.cut();
    await waitFor(() => notices.length > 0);
    way.mend();
    await waitFor(() => notices.length > 1);
    await server.apply(configMap('back'));
    await until('back');
    assert.match(notices[0] ?? '', /^the cluster fairlead-test cannot be read, tried again: /);
    assert.deepEqual(notices.slice(1), ['the cluster fairlead-test can be read again']);
  });

  it('lists anew what the server no longer remembers, and says what went and came meanwhile, once', async () => {
    for (const name of ['kept', 'changed', 'gone']) await server.apply(configMap(name));
    const { follower, has } = await follow(way.kubeconfig);
    const { length } = follower.batches;
    way.cut();
    await server.kubectl(['delete', 'configmap', 'gone']);
    await server.apply(configMap('changed', '2'), configMap('new'));
    await server.compact();
    // Its own memory of what happened goes with it.
    await server.stop();
    await server.start();
    way.mend();
    await follower.until('the removal', () => !has('gone'));
    await follower.until('the new one', () => has('new'));
    const told = follower.batches
      .slice(length)
      .flat()
      .map(({ key }) => key);
    assert.deepEqual(told.sort(), ['changed', 'gone', 'new'].map(configMapKey));
  });

  it('reads lists in pages', async () => {
    const cluster = await openCluster({ kubeconfig: server.kubeconfig });
    const names = Array.from({ length: 1203 }, (_, i) => `page-${i}`);
    for (let i = 0; i < names.length; i += 50) {
      await Promise.all(
        names.slice(i, i + 50).map(async name => {
          const answer = await cluster.send({
            method: 'PATCH',
            path: `/api/v1/namespaces/default/configmaps/${name}`,
            query: { fieldManager: 'test' },
            body: { type: 'application/apply-patch+yaml', text: JSON.stringify(configMap(name)) },
          });
          answer.resume();
        }),
      );
    }
    cluster.close();
    const { has } = await follow(server.kubeconfig);
    assert.deepEqual(
      names.filter(name => !has(name)),
      [],
    );
  });

  it('reads what is too much for one page in smaller ones', async () => {
    const text = 'x'.repeat(900 * 1024);
    const names = Array.from({ length: 90 }, (_, i) => `large-${i}`);
    for (let i = 0; i < names.length; i += 10) {
      await server.apply(...names.slice(i, i + 10).map(name => configMap(name, text)));
    }
    const { has, until } = await follow(server.kubeconfig);
    assert.deepEqual(
      names.filter(name => !has(name)),
      [],
    );
    await server.apply(configMap('beside'));
    await until('beside');
  });

  it('reads the namespaces alone that it is told', async () => {
    await server.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } });
    await server.apply(configMap('here'), configMap('there', '1', 'other'));
    const { follower, has, until } = await follow(server.kubeconfig, { namespaces: ['default'] });
    assert.ok(has('here'));
    await server.apply(configMap('there', '2', 'other'), configMap('later'));
    await until('later');
    assert.deepEqual(
      [...follower.entries.keys()].filter(key => key.includes('other')),
      [],
    );
  });

  it('follows a kind from when its definition is installed, and drops it with that', async () => {
    const { follower } = await follow(server.kubeconfig);
    const hasBackend = () => follower.entries.has(lawKey('late', 'Backend'));
    await applyDefinitions(server, 'envoy-gateway');
    await server.apply(backend('late'));
    await follower.until('the Backend', hasBackend);
    await server.kubectl(['delete', 'crd', 'backends.gateway.envoyproxy.io']);
    await follower.until('the removal', () => !hasBackend());
    const folder = tools().definitions['envoy-gateway'];
    const files = readdirSync(folder).map(file => join(folder, file));
    const file = files.find(one =>
      readFileSync(one, 'utf8').includes('name: backends.gateway.envoyproxy.io'),
    );
    await server.kubectl(['apply', '--server-side', `--filename=${file}`]);
    await server.kubectl(['wait', '--for=condition=Established', 'crd/backends.gateway.envoyproxy.io']);
    await server.apply(backend('late'));
    await follower.until('the Backend again', hasBackend);
  });

  it('says which kind it may not read, goes without it, and takes it up when it may', async () => {
    const kubeconfig = server.user('narrow');
    const allow = (...resources: readonly string[]) =>
      server.apply(
        {
          ...{
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'ClusterRole',
            metadata: { name: 'narrow' },
          },
          rules: [{ apiGroups: ['*'], resources, verbs: ['get', 'list', 'watch'] }],
        },
        {
          ...{
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'ClusterRoleBinding',
            metadata: { name: 'narrow' },
          },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'narrow' },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'narrow' }],
        },
      );
    await server.apply(configMap('open'), { ...configMap('closed'), kind: 'Secret', data: { x: 'eA==' } });
    await allow(
      'configmaps',
      'services',
      'namespaces',
      'endpointslices',
      'customresourcedefinitions',
      'backends',
    );
    const { follower, notices, has } = await follow(kubeconfig);
    assert.ok(has('open'));
    const secret = configMapKey('closed').replace('ConfigMap', 'Secret');
    assert.ok(!follower.entries.has(secret));
    assert.match(notices.join('\n'), /^secrets may not be read, and they are left out: .*forbidden/m);
    assert.equal(notices.filter(notice => notice.startsWith('secrets')).length, 1);
    await allow('*');
    await follower.until('the Secret', () => follower.entries.has(secret));
    await waitFor(() => notices.includes('secrets may be read now'));
    await server.kubectl(['delete', 'secret', 'closed']);
  });

  it('does not care what time it is', async t => {
    const { until } = await follow(way.kubeconfig);
    const real = Date.now;
    t.mock.method(Date, 'now', () => real() + 365 * 86_400_000);
    way.cut();
    way.mend();
    await server.apply(configMap('later'));
    await until('later');
    t.mock.method(Date, 'now', () => real() - 365 * 86_400_000);
    way.cut();
    way.mend();
    await server.apply(configMap('earlier'));
    await until('earlier');
  });

  it('does not wait for ever for a kind that cannot be listed', async () => {
    await server.apply(brokenDefinition);
    await server.kubectl([
      'wait',
      '--for=condition=Established',
      'crd/referencegrants.gateway.networking.k8s.io',
    ]);
    await server.apply({
      ...{ apiVersion: 'gateway.networking.k8s.io/v1alpha2', kind: 'ReferenceGrant' },
      metadata: { name: 'stuck', namespace: 'default' },
    });
    await server.apply(configMap('served'));
    // Its half minute is half a second.
    const hasty = {
      now: () => 60 * steadyClock.now(),
      at: (time: number, wake: () => void) => steadyClock.at(time / 60, wake),
    };
    const { notices, has } = await follow(server.kubeconfig, { clock: hasty });
    assert.ok(has('served'));
    assert.match(notices.join('\n'), /^referencegrants could not be read in 30 s/m);
    await server.kubectl(['delete', 'crd', 'referencegrants.gateway.networking.k8s.io', '--wait=false']);
  });

  it('says where nobody answers, and does not wait, for who looks once', async () => {
    way.cut();
    try {
      await assert.rejects(
        follow(way.kubeconfig, { looksOnce: true }),
        /^Fault: the cluster fairlead-test cannot be read: /,
      );
    } finally {
      way.mend();
    }
  });
});

/** What is asked for in the one version and stored in the other has to go through a webhook that is not there. */
const brokenDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'referencegrants.gateway.networking.k8s.io',
    annotations: { 'api-approved.kubernetes.io': 'unapproved, a test' },
  },
  spec: {
    group: 'gateway.networking.k8s.io',
    scope: 'Namespaced',
    names: {
      plural: 'referencegrants',
      singular: 'referencegrant',
      kind: 'ReferenceGrant',
      listKind: 'ReferenceGrantList',
    },
    conversion: {
      strategy: 'Webhook',
      webhook: { conversionReviewVersions: ['v1'], clientConfig: { url: 'https://127.0.0.1:1/' } },
    },
    versions: [
      ['v1alpha2', true],
      ['v1beta1', false],
      ['v1', false],
    ].map(([name, storage]) => ({
      ...{ name, storage, served: true },
      schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    })),
  },
};

async function waitFor(holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!holds()) {
    assert.ok(performance.now() < end, 'it never came');
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
